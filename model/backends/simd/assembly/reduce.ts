// Sums. Long sums are taken in blocks, so that the error of float32 stays that of a block.

/** Numbers a block's four lanes sum before they go into float64. */
const BLOCK: i32 = 512

// @ts-ignore: decorator
@inline
function lanes(v: v128): f64 {
  return (
    <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) +
    (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3))
  )
}

/** Sum of n numbers, or of their squares. */
// @ts-ignore: decorator
@inline
function total(x: usize, n: i32, squared: bool): f64 {
  let sum: f64 = 0
  for (let start = 0; start < n; start += BLOCK) {
    const end = x + (<usize>min(n, start + BLOCK) << 2)
    let p = x + (<usize>start << 2)
    let a = f32x4.splat(0)
    let b = a
    for (; p + 32 <= end; p += 32) {
      const u = v128.load(p)
      const v = v128.load(p, 16)
      a = squared ? f32x4.relaxed_madd(u, u, a) : f32x4.add(a, u)
      b = squared ? f32x4.relaxed_madd(v, v, b) : f32x4.add(b, v)
    }
    for (; p < end; p += 4) {
      const u = <f64>f32.load(p)
      sum += squared ? u * u : u
    }
    sum += lanes(f32x4.add(a, b))
  }
  return sum
}

/** Float64 sums of slices [from, to) of `chunk` numbers each, at sums + 8 s. */
export function sumSlices(x: usize, n: i32, chunk: i32, squared: i32, sums: usize, from: i32, to: i32): void {
  for (let s = from; s < to; s++) {
    const start = s * chunk
    const p = x + (<usize>start << 2)
    const count = min(chunk, n - start)
    f64.store(sums + (<usize>s << 3), squared != 0 ? total(p, count, true) : total(p, count, false))
  }
}

/** Rows [from, to): out [R] = sums of the rows of x [R, C]. */
export function sumRows(x: usize, out: usize, columns: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    f32.store(out + (<usize>row << 2), <f32>total(x + ((<usize>row * columns) << 2), columns, false))
  }
}

/** Rows a column sum adds in one go. */
const COLUMN_BLOCK: i32 = 128

/** Groups [from, to): out [G, C] = sums over the rows of x [G, R, C]. */
export function sumColumns(x: usize, out: usize, rows: i32, columns: i32, from: i32, to: i32): void {
  const line = <usize>columns << 2
  for (let group = from; group < to; group++) {
    const a = x + <usize>(group * rows) * line
    const o = out + <usize>group * line
    let j: usize = 0
    for (; j + 16 <= line; j += 16) {
      let sum = f32x4.splat(0)
      for (let r = 0; r < rows; r += COLUMN_BLOCK) {
        let block = f32x4.splat(0)
        let p = a + j + <usize>r * line
        const end = a + j + <usize>min(rows, r + COLUMN_BLOCK) * line
        for (; p < end; p += line) block = f32x4.add(block, v128.load(p))
        sum = f32x4.add(sum, block)
      }
      v128.store(o + j, sum)
    }
    for (; j < line; j += 4) {
      let sum: f64 = 0
      for (let r = 0; r < rows; r++) sum += <f64>f32.load(a + j + <usize>r * line)
      f32.store(o + j, <f32>sum)
    }
  }
}

/** Sums over the rows of slices [from, to) of x [R, C], `chunk` rows each, into out [S, C]. */
export function sumColumnSlices(
  x: usize, out: usize, rows: i32, columns: i32, chunk: i32, from: i32, to: i32,
): void {
  const line = <usize>columns << 2
  for (let s = from; s < to; s++) {
    sumColumns(x + <usize>(s * chunk) * line, out + <usize>s * line, min(chunk, rows - s * chunk), columns, 0, 1)
  }
}
