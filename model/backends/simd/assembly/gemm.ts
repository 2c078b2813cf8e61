// Matrix product C (+)= A B for any strides of A and B. The right-hand side is packed in panels of 16 columns, and a
// tile of 4 x 16 sums stays in registers: the shape that V8's 256-bit pass recognises (four adjacent vectors a row).
import { scratch } from './scratch'

/** Rows of a packed panel: 512 x 16 floats are 32 KB, an L1 cache. */
const PANEL_ROWS: i32 = 512
const PANEL_BYTES: usize = 512 * 64

/**
 * Columns [16 from, 16 to) of C = A B, or of C += A B where accumulate is not 0.
 * Strides are in bytes: A[i, k] at A + i rowA + k colA, B[k, j] at B + k rowB + j colB, C[i, j] at C + i rowC + 4 j.
 */
export function gemm(
  A: usize, rowA: usize, colA: usize,
  B: usize, rowB: usize, colB: usize,
  C: usize, rowC: usize,
  M: i32, N: i32, K: i32, accumulate: i32,
  from: i32, to: i32,
): void {
  const tile = scratch + PANEL_BYTES
  for (let panel = from; panel < to; panel++) {
    const j = panel << 4
    const columns = min(16, N - j)
    for (let k = 0; k < K; k += PANEL_ROWS) {
      const rows = min(PANEL_ROWS, K - k)
      packPanel(B + <usize>k * rowB + <usize>j * colB, rowB, colB, rows, columns)
      const add = accumulate != 0 || k > 0
      const a = A + <usize>k * colA
      const c = C + (<usize>j << 2)
      for (let i = 0; i < M; i += 4) {
        const here = a + <usize>i * rowA
        const out = c + <usize>i * rowC
        const lines = min(4, M - i)
        if (lines == 4 && columns == 16) {
          tile4x16(here, rowA, colA, out, rowC, rows, add)
        } else {
          edgeTile(here, rowA, colA, tile, out, rowC, rows, add, lines, columns)
        }
      }
    }
  }
}

/**
 * Partial products over slices of K, for long K and a small C: slice s covers K [s chunk, (s + 1) chunk) and writes its
 * own dense M x N matrix at partials + 4 s M N.
 */
export function gemmSlices(
  A: usize, rowA: usize, colA: usize,
  B: usize, rowB: usize, colB: usize,
  partials: usize, M: i32, N: i32, K: i32, chunk: i32,
  from: i32, to: i32,
): void {
  for (let slice = from; slice < to; slice++) {
    const k = slice * chunk
    const c = partials + ((<usize>slice * M * N) << 2)
    const a = A + <usize>k * colA
    const b = B + <usize>k * rowB
    gemm(a, rowA, colA, b, rowB, colB, c, <usize>N << 2, M, N, min(chunk, K - k), 0, 0, (N + 15) >> 4)
  }
}

/** Copies rows x columns of B into the panel, 16 to a row; missing columns are zeros. */
function packPanel(B: usize, rowB: usize, colB: usize, rows: i32, columns: i32): void {
  let p = scratch
  if (columns == 16 && colB == 4) {
    for (let k = 0; k < rows; k++) {
      v128.store(p, v128.load(B))
      v128.store(p, v128.load(B, 16), 16)
      v128.store(p, v128.load(B, 32), 32)
      v128.store(p, v128.load(B, 48), 48)
      B += rowB
      p += 64
    }
    return
  }
  if (columns == 16 && rowB == 4) {
    packTransposed(B, colB, rows)
    return
  }
  for (let k = 0; k < rows; k++) {
    for (let j = 0; j < 16; j++) {
      f32.store(p + (<usize>j << 2), j < columns ? f32.load(B + <usize>j * colB) : <f32>0)
    }
    B += rowB
    p += 64
  }
}

/** The panel of a right-hand side stored transposed: 4 x 4 blocks turned in registers. */
function packTransposed(B: usize, colB: usize, rows: i32): void {
  const blocks = rows & ~3
  for (let j: usize = 0; j < 16; j += 4) {
    const b0 = B + j * colB
    const b1 = b0 + colB
    const b2 = b1 + colB
    const b3 = b2 + colB
    let p = scratch + (j << 2)
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
      v128.store(p, v128.shuffle<i64>(low01, low23, 1, 3), 64)
      v128.store(p, v128.shuffle<i64>(high01, high23, 0, 2), 128)
      v128.store(p, v128.shuffle<i64>(high01, high23, 1, 3), 192)
      p += 256
      at += 16
    }
    for (let k = blocks; k < rows; k++) {
      f32.store(p, f32.load(b0 + at))
      f32.store(p, f32.load(b1 + at), 4)
      f32.store(p, f32.load(b2 + at), 8)
      f32.store(p, f32.load(b3 + at), 12)
      p += 64
      at += 4
    }
  }
}

/** 4 x 16 sums over `rows` of the packed panel. */
function tile4x16(A: usize, rowA: usize, colA: usize, C: usize, rowC: usize, rows: i32, add: bool): void {
  const zero = f32x4.splat(0)
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero
  let c10 = zero, c11 = zero, c12 = zero, c13 = zero
  let c20 = zero, c21 = zero, c22 = zero, c23 = zero
  let c30 = zero, c31 = zero, c32 = zero, c33 = zero
  let a0 = A
  let a1 = a0 + rowA
  let a2 = a1 + rowA
  let a3 = a2 + rowA
  let p = scratch
  for (let k = 0; k < rows; k++) {
    const b0 = v128.load(p), b1 = v128.load(p, 16), b2 = v128.load(p, 32), b3 = v128.load(p, 48)
    let s = v128.load32_splat(a0)
    c00 = f32x4.relaxed_madd(s, b0, c00)
    c01 = f32x4.relaxed_madd(s, b1, c01)
    c02 = f32x4.relaxed_madd(s, b2, c02)
    c03 = f32x4.relaxed_madd(s, b3, c03)
    s = v128.load32_splat(a1)
    c10 = f32x4.relaxed_madd(s, b0, c10)
    c11 = f32x4.relaxed_madd(s, b1, c11)
    c12 = f32x4.relaxed_madd(s, b2, c12)
    c13 = f32x4.relaxed_madd(s, b3, c13)
    s = v128.load32_splat(a2)
    c20 = f32x4.relaxed_madd(s, b0, c20)
    c21 = f32x4.relaxed_madd(s, b1, c21)
    c22 = f32x4.relaxed_madd(s, b2, c22)
    c23 = f32x4.relaxed_madd(s, b3, c23)
    s = v128.load32_splat(a3)
    c30 = f32x4.relaxed_madd(s, b0, c30)
    c31 = f32x4.relaxed_madd(s, b1, c31)
    c32 = f32x4.relaxed_madd(s, b2, c32)
    c33 = f32x4.relaxed_madd(s, b3, c33)
    p += 64
    a0 += colA
    a1 += colA
    a2 += colA
    a3 += colA
  }
  const o1 = C + rowC
  const o2 = o1 + rowC
  const o3 = o2 + rowC
  if (add) {
    c00 = f32x4.add(c00, v128.load(C)); c01 = f32x4.add(c01, v128.load(C, 16))
    c02 = f32x4.add(c02, v128.load(C, 32)); c03 = f32x4.add(c03, v128.load(C, 48))
    c10 = f32x4.add(c10, v128.load(o1)); c11 = f32x4.add(c11, v128.load(o1, 16))
    c12 = f32x4.add(c12, v128.load(o1, 32)); c13 = f32x4.add(c13, v128.load(o1, 48))
    c20 = f32x4.add(c20, v128.load(o2)); c21 = f32x4.add(c21, v128.load(o2, 16))
    c22 = f32x4.add(c22, v128.load(o2, 32)); c23 = f32x4.add(c23, v128.load(o2, 48))
    c30 = f32x4.add(c30, v128.load(o3)); c31 = f32x4.add(c31, v128.load(o3, 16))
    c32 = f32x4.add(c32, v128.load(o3, 32)); c33 = f32x4.add(c33, v128.load(o3, 48))
  }
  v128.store(C, c00); v128.store(C, c01, 16); v128.store(C, c02, 32); v128.store(C, c03, 48)
  v128.store(o1, c10); v128.store(o1, c11, 16); v128.store(o1, c12, 32); v128.store(o1, c13, 48)
  v128.store(o2, c20); v128.store(o2, c21, 16); v128.store(o2, c22, 32); v128.store(o2, c23, 48)
  v128.store(o3, c30); v128.store(o3, c31, 16); v128.store(o3, c32, 32); v128.store(o3, c33, 48)
}

/** A tile with fewer than 4 rows or 16 columns, by way of a whole tile in scratch. */
function edgeTile(
  A: usize, rowA: usize, colA: usize, tile: usize, C: usize, rowC: usize,
  rows: i32, add: bool, lines: i32, columns: i32,
): void {
  if (lines == 4) {
    tile4x16(A, rowA, colA, tile, 64, rows, false)
  } else {
    for (let i = 0; i < lines; i++) line1x16(A + <usize>i * rowA, colA, tile + (<usize>i << 6), rows)
  }
  for (let i = 0; i < lines; i++) {
    const out = C + <usize>i * rowC
    const sums = tile + (<usize>i << 6)
    for (let j: usize = 0; j < <usize>columns << 2; j += 4) {
      f32.store(out + j, add ? f32.load(out + j) + f32.load(sums + j) : f32.load(sums + j))
    }
  }
}

function line1x16(A: usize, colA: usize, out: usize, rows: i32): void {
  const zero = f32x4.splat(0)
  let c0 = zero, c1 = zero, c2 = zero, c3 = zero
  let p = scratch
  for (let k = 0; k < rows; k++) {
    const s = v128.load32_splat(A)
    c0 = f32x4.relaxed_madd(s, v128.load(p), c0)
    c1 = f32x4.relaxed_madd(s, v128.load(p, 16), c1)
    c2 = f32x4.relaxed_madd(s, v128.load(p, 32), c2)
    c3 = f32x4.relaxed_madd(s, v128.load(p, 48), c3)
    p += 64
    A += colA
  }
  v128.store(out, c0)
  v128.store(out, c1, 16)
  v128.store(out, c2, 32)
  v128.store(out, c3, 48)
}
