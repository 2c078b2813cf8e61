// The inner loop of matrix products and convolutions: 5 x 16 or 4 x 16 sums in registers, of four adjacent vectors a
// row, which V8's 256-bit pass recognises. What counts is how few instructions there are to a multiply-add, above all
// where two threads share a core: with the left-hand side's numbers of one k beside one another there is one pointer to
// move, and five rows are as many as V8 still unrolls the loop of. Where they are not, four are.
import { scratch } from './scratch'

/** Rows of a tile. */
class Four {}
class Five {}

/** How a tile's rows of the left-hand side lie: each where its own pointer says, or beside one another. */
class Apart {}
class Beside {}

/** How many of `left` rows the next tile takes: 5 or 4, where fives and fours can make up what is left. */
// @ts-ignore: decorator
@inline
export function linesOf(left: i32): i32 {
  const tiles = (left + 4) / 5
  return (left + tiles - 1) / tiles
}

/**
 * out[i, j] (+)= sum over k of a_i[k] panel[k, j] for the rows of a tile and 16 columns.
 * Row i's numbers start at a_i, or 4 i bytes after a0: `segments` segments of `length` numbers, `step` bytes from one to
 * the next and `stride` bytes from segment to segment. The panel holds 16 numbers for each k; out's rows are `rowOut` bytes
 * apart.
 */
function whole<Lines, Rows>(
  a0: usize, a1: usize, a2: usize, a3: usize,
  step: usize, length: i32, segments: i32, stride: usize, panel: usize, out: usize, rowOut: usize, add: bool,
): void {
  const isFive = idof<Lines>() == idof<Five>()
  const isApart = idof<Rows>() == idof<Apart>()
  const zero = f32x4.splat(0)
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero
  let c40 = zero, c41 = zero, c42 = zero, c43 = zero
  for (let segment = 0, at: usize = 0; segment < segments; segment++, at += stride) {
    const end = panel + (<usize>length << 6)
    for (let k = at; panel < end; k += step) {
      const b0 = v128.load(panel), b1 = v128.load(panel, 16), b2 = v128.load(panel, 32), b3 = v128.load(panel, 48)
      let s = v128.load32_splat(a0 + k)
      c00 = f32x4.relaxed_madd(s, b0, c00)
      c01 = f32x4.relaxed_madd(s, b1, c01)
      c02 = f32x4.relaxed_madd(s, b2, c02)
      c03 = f32x4.relaxed_madd(s, b3, c03)
      s = isApart ? v128.load32_splat(a1 + k) : v128.load32_splat(a0 + k, 4)
      c10 = f32x4.relaxed_madd(s, b0, c10)
      c11 = f32x4.relaxed_madd(s, b1, c11)
      c12 = f32x4.relaxed_madd(s, b2, c12)
      c13 = f32x4.relaxed_madd(s, b3, c13)
      s = isApart ? v128.load32_splat(a2 + k) : v128.load32_splat(a0 + k, 8)
      c20 = f32x4.relaxed_madd(s, b0, c20)
      c21 = f32x4.relaxed_madd(s, b1, c21)
      c22 = f32x4.relaxed_madd(s, b2, c22)
      c23 = f32x4.relaxed_madd(s, b3, c23)
      s = isApart ? v128.load32_splat(a3 + k) : v128.load32_splat(a0 + k, 12)
      c30 = f32x4.relaxed_madd(s, b0, c30)
      c31 = f32x4.relaxed_madd(s, b1, c31)
      c32 = f32x4.relaxed_madd(s, b2, c32)
      c33 = f32x4.relaxed_madd(s, b3, c33)
      if (isFive) {
        s = v128.load32_splat(a0 + k, 16)
        c40 = f32x4.relaxed_madd(s, b0, c40)
        c41 = f32x4.relaxed_madd(s, b1, c41)
        c42 = f32x4.relaxed_madd(s, b2, c42)
        c43 = f32x4.relaxed_madd(s, b3, c43)
      }
      panel += 64
    }
  }
  const o1 = out + rowOut
  const o2 = o1 + rowOut
  const o3 = o2 + rowOut
  const o4 = o3 + rowOut
  if (add) {
    c00 = f32x4.add(c00, v128.load(out)); c01 = f32x4.add(c01, v128.load(out, 16))
    c02 = f32x4.add(c02, v128.load(out, 32)); c03 = f32x4.add(c03, v128.load(out, 48))
    c10 = f32x4.add(c10, v128.load(o1)); c11 = f32x4.add(c11, v128.load(o1, 16))
    c12 = f32x4.add(c12, v128.load(o1, 32)); c13 = f32x4.add(c13, v128.load(o1, 48))
    c20 = f32x4.add(c20, v128.load(o2)); c21 = f32x4.add(c21, v128.load(o2, 16))
    c22 = f32x4.add(c22, v128.load(o2, 32)); c23 = f32x4.add(c23, v128.load(o2, 48))
    c30 = f32x4.add(c30, v128.load(o3)); c31 = f32x4.add(c31, v128.load(o3, 16))
    c32 = f32x4.add(c32, v128.load(o3, 32)); c33 = f32x4.add(c33, v128.load(o3, 48))
    if (isFive) {
      c40 = f32x4.add(c40, v128.load(o4)); c41 = f32x4.add(c41, v128.load(o4, 16))
      c42 = f32x4.add(c42, v128.load(o4, 32)); c43 = f32x4.add(c43, v128.load(o4, 48))
    }
  }
  v128.store(out, c00); v128.store(out, c01, 16); v128.store(out, c02, 32); v128.store(out, c03, 48)
  v128.store(o1, c10); v128.store(o1, c11, 16); v128.store(o1, c12, 32); v128.store(o1, c13, 48)
  v128.store(o2, c20); v128.store(o2, c21, 16); v128.store(o2, c22, 32); v128.store(o2, c23, 48)
  v128.store(o3, c30); v128.store(o3, c31, 16); v128.store(o3, c32, 32); v128.store(o3, c33, 48)
  if (isFive) {
    v128.store(o4, c40); v128.store(o4, c41, 16); v128.store(o4, c42, 32); v128.store(o4, c43, 48)
  }
}

/**
 * A tile of 4 rows that start at a0 to a3, each of whose segments lies in one piece; the first `lines` (1 to 4) rows and
 * `columns` (1 to 16) columns alone. The pointers of rows beyond `lines` must be readable; their sums are thrown away.
 */
// @ts-ignore: decorator
@inline
export function tileOfRows(
  a0: usize, a1: usize, a2: usize, a3: usize, length: i32, segments: i32, stride: usize,
  panel: usize, out: usize, rowOut: usize, add: bool, lines: i32, columns: i32,
): void {
  if (lines == 4 && columns == 16) {
    whole<Four, Apart>(a0, a1, a2, a3, 4, length, segments, stride, panel, out, rowOut, add)
  } else {
    whole<Four, Apart>(a0, a1, a2, a3, 4, length, segments, stride, panel, scratch, 64, false)
    store(out, rowOut, add, lines, columns)
  }
}

/**
 * A tile of up to 5 rows whose numbers of one k lie beside one another, from a on, `step` bytes to those of the next k;
 * `lines` (1 to 5) rows and `columns` (1 to 16) columns. At least 4 numbers must be readable.
 */
// @ts-ignore: decorator
@inline
export function tileOfColumns(
  a: usize, step: usize, length: i32, segments: i32, stride: usize,
  panel: usize, out: usize, rowOut: usize, add: bool, lines: i32, columns: i32,
): void {
  if (lines == 5 && columns == 16) {
    whole<Five, Beside>(a, a, a, a, step, length, segments, stride, panel, out, rowOut, add)
  } else if (lines == 4 && columns == 16) {
    whole<Four, Beside>(a, a, a, a, step, length, segments, stride, panel, out, rowOut, add)
  } else {
    if (lines == 5) whole<Five, Beside>(a, a, a, a, step, length, segments, stride, panel, scratch, 64, false)
    else whole<Four, Beside>(a, a, a, a, step, length, segments, stride, panel, scratch, 64, false)
    store(out, rowOut, add, lines, columns)
  }
}

/** The part of the tile in scratch that lies inside out. */
function store(out: usize, rowOut: usize, add: bool, lines: i32, columns: i32): void {
  const width = <usize>columns << 2
  for (let i = 0; i < lines; i++) {
    const sums = scratch + (<usize>i << 6)
    for (let j: usize = 0; j < width; j += 4) {
      f32.store(out + j, add ? f32.load(out + j) + f32.load(sums + j) : f32.load(sums + j))
    }
    out += rowOut
  }
}

/**
 * A panel of a matrix: 16 columns of B, zeros from `columns` on, rows `row` bytes apart (64, but for panels that lie
 * beside one another).
 */
export function pack(
  B: usize, rowB: usize, colB: usize, rows: i32, columns: i32, panel: usize, row: usize,
): void {
  if (columns == 16 && colB == 4) {
    for (let k = 0; k < rows; k++) {
      const b0 = v128.load(B), b1 = v128.load(B, 16), b2 = v128.load(B, 32), b3 = v128.load(B, 48)
      v128.store(panel, b0)
      v128.store(panel, b1, 16)
      v128.store(panel, b2, 32)
      v128.store(panel, b3, 48)
      B += rowB
      panel += row
    }
  } else if (columns == 16 && rowB == 4) {
    packTransposed(B, colB, rows, panel, row)
  } else {
    for (let k = 0; k < rows; k++) {
      for (let j = 0; j < 16; j++) {
        f32.store(panel + (<usize>j << 2), j < columns ? f32.load(B + <usize>j * colB) : <f32>0)
      }
      B += rowB
      panel += row
    }
  }
}

/** The panel of a right-hand side stored transposed: 4 x 4 blocks turned in registers. */
function packTransposed(B: usize, colB: usize, rows: i32, panel: usize, row: usize): void {
  const blocks = rows & ~3
  for (let j: usize = 0; j < 16; j += 4) {
    const b0 = B + j * colB
    const b1 = b0 + colB
    const b2 = b1 + colB
    const b3 = b2 + colB
    let p = panel + (j << 2)
    let at: usize = 0
    for (let k = 0; k < blocks; k += 4) {
      const r0 = v128.load(b0 + at)
      const r1 = v128.load(b1 + at)
      const r2 = v128.load(b2 + at)
      const r3 = v128.load(b3 + at)
      const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5)
      const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7)
      const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5)
      const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7)
      v128.store(p, v128.shuffle<i64>(low01, low23, 0, 2))
      v128.store(p + row, v128.shuffle<i64>(low01, low23, 1, 3))
      v128.store(p + 2 * row, v128.shuffle<i64>(high01, high23, 0, 2))
      v128.store(p + 3 * row, v128.shuffle<i64>(high01, high23, 1, 3))
      p += row << 2
      at += 16
    }
    for (let k = blocks; k < rows; k++) {
      f32.store(p, f32.load(b0 + at))
      f32.store(p, f32.load(b1 + at), 4)
      f32.store(p, f32.load(b2 + at), 8)
      f32.store(p, f32.load(b3 + at), 12)
      p += row
      at += 4
    }
  }
}
