// Matrix product C (+)= A B, each in pieces along K, A's rows or its columns without gaps. The right-hand side is packed in
// panels of 16 columns; of a left-hand side that meets many of them, 64 rows are packed beside one another.
import { BLOCK_ROWS, GROUP_PANELS, SEGMENT, TILE_BYTES } from './constants'
import { scratch } from './scratch'
import { linesOf, pack, tileOfColumns, tileOfRows } from './tile'

/** Most bytes packed at once: with the rows of A and C that meet them they stay in L2. */
const GROUP_BYTES: i32 = 128 << 10
/** Where packed panels lie, and behind them a packed left-hand side of at most LEFT_BYTES. */
const PANELS: usize = TILE_BYTES
const LEFT: usize = PANELS + <usize>(GROUP_PANELS * BLOCK_ROWS << 6)
const LEFT_BYTES: usize = 4 << 20
/** Rows packed beside one another, and the bytes from those of one k to those of the next. */
const LEFT_ROWS: i32 = 64
const LEFT_STEP: usize = LEFT_ROWS << 2

/**
 * Columns [16 from, 16 to) of C = sum over pieces p of A_p B_p, or of C += that where accumulate is not 0.
 * `As` and `Bs` are lists of `pieces` 32-bit addresses; every piece has K columns of A and K rows of B.
 * Strides are in bytes: A[i, k] at A + i rowA + k colA, B[k, j] at B + k rowB + j colB, C[i, j] at C + i rowC + 4 j.
 */
export function gemm(
  As: usize, rowA: usize, colA: usize,
  Bs: usize, rowB: usize, colB: usize,
  pieces: i32,
  C: usize, rowC: usize,
  M: i32, N: i32, K: i32, accumulate: i32,
  from: i32, to: i32,
): void {
  // Several pieces are gradients of weights, whose A is transposed: its columns lie as packed rows do.
  const isPacked = pieces == 1 && isWorthPacking(rowA, M, K, to - from)
  const left = scratch + LEFT
  const blockLeft = isPacked ? leftBlock(K) : rowA * LEFT_ROWS
  const rowLeft = isPacked ? 4 : rowA
  const colLeft = isPacked ? LEFT_STEP : colA
  if (isPacked) packLeft(<usize>load<u32>(As), rowA, colA, M, K, left)
  const group = min(GROUP_PANELS, max(1, GROUP_BYTES / (min(K, BLOCK_ROWS) << 6)))
  for (let panel = from; panel < to; panel += group) {
    const columns = min(min(group, to - panel) << 4, N - (panel << 4))
    const out = C + (<usize>panel << 6)
    for (let piece: usize = 0; piece < <usize>pieces; piece++) {
      const A = isPacked ? left : <usize>load<u32>(As + (piece << 2))
      const B = <usize>load<u32>(Bs + (piece << 2)) + (<usize>panel << 4) * colB
      const add = accumulate != 0 || piece > 0
      addProduct(A, blockLeft, rowLeft, colLeft, B, rowB, colB, out, rowC, M, columns, K, add)
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
  const rowC = <usize>N << 2
  for (let slice = from; slice < to; slice++) {
    const k = slice * chunk
    const C = partials + <usize>(slice * M) * rowC
    const a = A + <usize>k * colA
    const b = B + <usize>k * rowB
    product(a, rowA, colA, b, rowB, colB, C, rowC, M, N, min(chunk, K - k), false)
  }
}

/** C = A B, or C += A B. */
export function product(
  A: usize, rowA: usize, colA: usize,
  B: usize, rowB: usize, colB: usize,
  C: usize, rowC: usize,
  M: i32, N: i32, K: i32, add: bool,
): void {
  for (let j = 0; j < N; j += GROUP_PANELS << 4) {
    const columns = min(GROUP_PANELS << 4, N - j)
    const b = B + <usize>j * colB
    const c = C + (<usize>j << 2)
    addProduct(A, rowA * LEFT_ROWS, rowA, colA, b, rowB, colB, c, rowC, M, columns, K, add)
  }
}

/** C (+)= A B for as many columns as are packed at once, block after block of K. */
function addProduct(
  A: usize, blockA: usize, rowA: usize, colA: usize,
  B: usize, rowB: usize, colB: usize,
  C: usize, rowC: usize,
  M: i32, N: i32, K: i32, add: bool,
): void {
  const packed = scratch + PANELS
  for (let k = 0; k < K; k += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, K - k)
    packGroup(B + <usize>k * rowB, rowB, colB, rows, N, packed)
    multiply(A + <usize>k * colA, blockA, rowA, colA, packed, C, rowC, M, N, rows, add || k > 0)
  }
}

/** Whether so many panels are worth packing a left-hand side whose rows lie in one piece. */
function isWorthPacking(rowA: usize, M: i32, K: i32, panels: i32): bool {
  return rowA != 4 && panels >= GROUP_PANELS && leftBytes(M, K) <= LEFT_BYTES
}

/** Bytes of a packed left-hand side. */
function leftBytes(M: i32, K: i32): usize {
  return <usize>((M + LEFT_ROWS - 1) / LEFT_ROWS) * leftBlock(K)
}

/** Bytes of a block of packed rows. */
function leftBlock(K: i32): usize {
  return <usize>K * LEFT_STEP
}

/** Packs M rows in blocks of 64: a block's numbers of one k lie beside one another. */
function packLeft(A: usize, rowA: usize, colA: usize, M: i32, K: i32, packed: usize): void {
  for (let i = 0; i < M; i += 16) {
    const to = packed + <usize>(i / LEFT_ROWS) * leftBlock(K) + (<usize>(i % LEFT_ROWS) << 2)
    pack(A + <usize>i * rowA, colA, rowA, K, min(16, M - i), to, LEFT_STEP)
  }
}

/**
 * C (+)= A times packed panels: all panels for a tile's rows of C, then for the next. 64 rows of A start `blockA` bytes after
 * the 64 before.
 */
function multiply(
  A: usize, blockA: usize, rowA: usize, colA: usize, packed: usize, C: usize, rowC: usize,
  M: i32, N: i32, K: i32, add: bool,
): void {
  for (let i = 0; i < M; i += LEFT_ROWS) {
    multiplyBlock(A, rowA, colA, packed, C, rowC, min(LEFT_ROWS, M - i), N, K, add)
    A += blockA
    C += rowC * LEFT_ROWS
  }
}

function multiplyBlock(
  A: usize, rowA: usize, colA: usize, packed: usize, C: usize, rowC: usize,
  M: i32, N: i32, K: i32, add: bool,
): void {
  const panelBytes = <usize>K << 6
  for (let i = 0, lines = 0; i < M; i += lines) {
    lines = rowA == 4 ? linesOf(M - i) : min(4, M - i)
    const a1 = lines > 1 ? A + rowA : A
    const a2 = lines > 2 ? a1 + rowA : A
    const a3 = lines > 3 ? a2 + rowA : A
    let panel = packed
    for (let j = 0; j < N; j += 16) {
      const c = C + (<usize>j << 2)
      const columns = min(16, N - j)
      if (rowA == 4) tileOfColumns(A, colA, K, 1, 0, panel, c, rowC, add, lines, columns)
      else tileOfRows(A, a1, a2, a3, K, 1, 0, panel, c, rowC, add, lines, columns)
      panel += panelBytes
    }
    A += rowA * lines
    C += rowC * lines
  }
}

/** Packs `columns` columns in panels; a right-hand side of whole rows is read row by row. */
function packGroup(B: usize, rowB: usize, colB: usize, rows: i32, columns: i32, packed: usize): void {
  const panelBytes = <usize>rows << 6
  const whole = colB == 4 ? columns & ~15 : 0
  for (let k = 0; k < rows && whole > 0; k++) {
    let b = B + <usize>k * rowB
    let panel = packed + (<usize>k << 6)
    for (let j = 0; j < whole; j += 16) {
      const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48)
      v128.store(panel, b0)
      v128.store(panel, b1, 16)
      v128.store(panel, b2, 32)
      v128.store(panel, b3, 48)
      b += 64
      panel += panelBytes
    }
  }
  for (let j = whole; j < columns; j += 16) {
    pack(B + <usize>j * colB, rowB, colB, rows, min(16, columns - j), packed + <usize>(j >> 4) * panelBytes, 64)
  }
}

/**
 * Packs a right-hand side that several products read: items [from, to) are groups of 16 panels, block of rows after block
 * of rows. Panel p of the block that starts at row k lies at packed + 64 (k panels + p rows), `rows` to the block.
 */
export function packPanels(
  B: usize, rowB: usize, colB: usize, packed: usize, N: i32, K: i32, from: i32, to: i32,
): void {
  const panels = (N + 15) >> 4
  const groups = (panels + GROUP_PANELS - 1) / GROUP_PANELS
  for (let item = from; item < to; item++) {
    const k = (item / groups) * BLOCK_ROWS
    const panel = (item % groups) * GROUP_PANELS
    const rows = min(BLOCK_ROWS, K - k)
    const columns = min(GROUP_PANELS << 4, N - (panel << 4))
    const b = B + <usize>k * rowB + <usize>(panel << 4) * colB
    packGroup(b, rowB, colB, rows, columns, packed + (<usize>(k * panels + panel * rows) << 6))
  }
}

/** Panels that meet a tile's rows of A before the next: their part of C is written half a KB at a time. */
const PACKED_GROUP: i32 = 8

/** Columns [16 from, 16 to) of C = A B for a B that packPanels has packed. */
export function gemmPacked(
  A: usize, rowA: usize, colA: usize, packed: usize, C: usize, rowC: usize, M: i32, N: i32, K: i32,
  from: i32, to: i32,
): void {
  const panels = (N + 15) >> 4
  let blockA = rowA * LEFT_ROWS
  if (isWorthPacking(rowA, M, K, to - from)) {
    packLeft(A, rowA, colA, M, K, scratch + LEFT)
    A = scratch + LEFT
    blockA = leftBlock(K)
    rowA = 4
    colA = LEFT_STEP
  }
  for (let panel = from; panel < to; panel += PACKED_GROUP) {
    const columns = min(min(PACKED_GROUP, to - panel) << 4, N - (panel << 4))
    const out = C + (<usize>panel << 6)
    for (let k = 0; k < K; k += BLOCK_ROWS) {
      const rows = min(BLOCK_ROWS, K - k)
      const block = packed + (<usize>(k * panels + panel * rows) << 6)
      multiply(A + <usize>k * colA, blockA, rowA, colA, block, out, rowC, M, columns, rows, k > 0)
    }
  }
}

/** As gemmSlices, for a B that packPanels has packed; `chunk` is a multiple of 256. */
export function gemmPackedSlices(
  A: usize, rowA: usize, colA: usize, packed: usize, partials: usize, M: i32, N: i32, K: i32, chunk: i32,
  from: i32, to: i32,
): void {
  const panels = (N + 15) >> 4
  const rowC = <usize>N << 2
  for (let slice = from; slice < to; slice++) {
    const start = slice * chunk
    const C = partials + <usize>(slice * M) * rowC
    for (let k = start; k < min(K, start + chunk); k += BLOCK_ROWS) {
      const block = packed + (<usize>(k * panels) << 6)
      const rows = min(BLOCK_ROWS, K - k)
      multiply(A + <usize>k * colA, rowA * LEFT_ROWS, rowA, colA, block, C, rowC, M, N, rows, k > start)
    }
  }
}

/**
 * Segments [from, to) of 1024 columns of C = A B for few rows of A and whole rows of B (stride rowB), which are read once
 * and as they lie: nothing is gained by packing what no other row of A uses.
 */
export function gemmFewRows(
  A: usize, rowA: usize, colA: usize, B: usize, rowB: usize, C: usize, rowC: usize, M: i32, N: i32, K: i32,
  from: i32, to: i32,
): void {
  for (let segment = from; segment < to; segment++) {
    const start = segment * SEGMENT
    const bytes = <usize>min(SEGMENT, N - start) << 2
    for (let i = 0; i < M; i++) {
      const c = C + <usize>i * rowC + (<usize>start << 2)
      memory.fill(c, 0, bytes)
      let a = A + <usize>i * rowA
      let b = B + (<usize>start << 2)
      let k = 0
      for (; k + 4 <= K; k += 4) {
        addFourRows(f32.load(a), f32.load(a + colA), f32.load(a + 2 * colA), f32.load(a + 3 * colA), b, rowB, c, bytes)
        a += colA << 2
        b += rowB << 2
      }
      for (; k < K; k++) {
        addFourRows(f32.load(a), 0, 0, 0, b, 0, c, bytes)
        a += colA
        b += rowB
      }
    }
  }
}

/** c += s0 b0 + s1 b1 + s2 b2 + s3 b3, the rows `row` bytes apart. */
function addFourRows(s0: f32, s1: f32, s2: f32, s3: f32, b0: usize, row: usize, c: usize, bytes: usize): void {
  const b1 = b0 + row
  const b2 = b1 + row
  const b3 = b2 + row
  const v0 = f32x4.splat(s0), v1 = f32x4.splat(s1), v2 = f32x4.splat(s2), v3 = f32x4.splat(s3)
  let j: usize = 0
  for (; j + 32 <= bytes; j += 32) {
    let x = f32x4.relaxed_madd(v0, v128.load(b0 + j), v128.load(c + j))
    let y = f32x4.relaxed_madd(v0, v128.load(b0 + j, 16), v128.load(c + j, 16))
    x = f32x4.relaxed_madd(v1, v128.load(b1 + j), x)
    y = f32x4.relaxed_madd(v1, v128.load(b1 + j, 16), y)
    x = f32x4.relaxed_madd(v2, v128.load(b2 + j), x)
    y = f32x4.relaxed_madd(v2, v128.load(b2 + j, 16), y)
    x = f32x4.relaxed_madd(v3, v128.load(b3 + j), x)
    y = f32x4.relaxed_madd(v3, v128.load(b3 + j, 16), y)
    v128.store(c + j, x)
    v128.store(c + j, y, 16)
  }
  for (; j < bytes; j += 4) {
    f32.store(
      c + j,
      f32.load(c + j) + s0 * f32.load(b0 + j) + s1 * f32.load(b1 + j) + s2 * f32.load(b2 + j) + s3 * f32.load(b3 + j),
    )
  }
}
