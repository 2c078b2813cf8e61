// Matrix product C (+)= A B for any strides of A and B. The right-hand side is packed in panels of 16 columns.
import { scratch } from './scratch'
import { pack, tile, TILE_BYTES } from './tile'

/** Rows of a packed panel: 256 x 16 floats are 16 KB, half an L1 cache. */
const PANEL_ROWS: i32 = 256

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
  const packed = scratch + TILE_BYTES
  for (let panel = from; panel < to; panel++) {
    const j = panel << 4
    const columns = min(16, N - j)
    for (let k = 0; k < K; k += PANEL_ROWS) {
      const rows = min(PANEL_ROWS, K - k)
      pack(B + <usize>k * rowB + <usize>j * colB, rowB, colB, rows, columns, packed)
      const add = accumulate != 0 || k > 0
      let a = A + <usize>k * colA
      let out = C + (<usize>j << 2)
      for (let i = 0; i < M; i += 4) {
        const lines = min(4, M - i)
        const a1 = lines > 1 ? a + rowA : a
        const a2 = lines > 2 ? a1 + rowA : a
        const a3 = lines > 3 ? a2 + rowA : a
        tile(a, a1, a2, a3, colA, rows, 1, 0, packed, out, rowC, add, lines, columns)
        a += rowA << 2
        out += rowC << 2
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
