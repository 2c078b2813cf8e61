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

/** What a sum adds up: numbers, their squares, or squared differences. */
class Plain {}
class Squares {}
class SquaredDifferences {}

// @ts-ignore: decorator
@inline
function addTo<Of>(sum: v128, x: usize, y: usize): v128 {
  const u = v128.load(x)
  if (idof<Of>() == idof<Plain>()) return f32x4.add(sum, u)
  const v = idof<Of>() == idof<Squares>() ? u : f32x4.sub(u, v128.load(y))
  return f32x4.relaxed_madd(v, v, sum)
}

// @ts-ignore: decorator
@inline
function one<Of>(x: usize, y: usize): f64 {
  const u = <f64>f32.load(x)
  if (idof<Of>() == idof<Plain>()) return u
  const v = idof<Of>() == idof<Squares>() ? u : u - <f64>f32.load(y)
  return v * v
}

/** The sum over n numbers of x (and y). */
// @ts-ignore: decorator
@inline
function total<Of>(x: usize, y: usize, n: i32): f64 {
  let sum: f64 = 0
  for (let start = 0; start < n; start += BLOCK) {
    const end = <usize>min(n, start + BLOCK) << 2
    let i = <usize>start << 2
    let a = f32x4.splat(0)
    let b = a
    for (; i + 32 <= end; i += 32) {
      a = addTo<Of>(a, x + i, y + i)
      b = addTo<Of>(b, x + i + 16, y + i + 16)
    }
    for (; i < end; i += 4) sum += one<Of>(x + i, y + i)
    sum += lanes(f32x4.add(a, b))
  }
  return sum
}

/**
 * Float64 sums of slices [from, to), at sums + 8 s. `slices` lists three words for each: the addresses of x and y, and how
 * many numbers it has. Sums x (kind 0), x^2 (1) or (x - y)^2 (2).
 */
export function sumSlices(slices: usize, kind: i32, sums: usize, from: i32, to: i32): void {
  for (let s = from; s < to; s++) {
    const slice = slices + <usize>s * 12
    const x = <usize>load<u32>(slice)
    const y = <usize>load<u32>(slice, 4)
    const n = load<i32>(slice, 8)
    const sum = kind == 0 ? total<Plain>(x, y, n) : kind == 1 ? total<Squares>(x, y, n) : total<SquaredDifferences>(x, y, n)
    f64.store(sums + (<usize>s << 3), sum)
  }
}

/** out = the sum of `count` float64 sums, divided by `size`. Its one item is the whole of it. */
export function meanOfSums(sums: usize, count: i32, size: f64, out: usize, from: i32, to: i32): void {
  if (from == to) return
  let sum: f64 = 0
  for (let s = 0; s < count; s++) sum += f64.load(sums + (<usize>s << 3))
  f32.store(out, <f32>(sum / size))
}

/** Numbers [from, to) of d = 2 dy (a - b) / size, the gradient of a mean of squared differences; dy is one number. */
export function squaredDifferenceGrad(
  a: usize, b: usize, dy: usize, d: usize, size: f64, from: i32, to: i32,
): void {
  const scale = <f32>(2 * <f64>f32.load(dy) / size)
  const scale4 = f32x4.splat(scale)
  let i = <usize>from << 2
  const end = <usize>to << 2
  for (; i + 32 <= end; i += 32) {
    const u = f32x4.mul(scale4, f32x4.sub(v128.load(a + i), v128.load(b + i)))
    const v = f32x4.mul(scale4, f32x4.sub(v128.load(a + i, 16), v128.load(b + i, 16)))
    v128.store(d + i, u)
    v128.store(d + i, v, 16)
  }
  for (; i < end; i += 4) f32.store(d + i, scale * (f32.load(a + i) - f32.load(b + i)))
}

/** Rows [from, to): out [R] = sums of the rows of x [R, C]. */
export function sumRows(x: usize, out: usize, columns: i32, from: i32, to: i32): void {
  for (let row = from; row < to; row++) {
    f32.store(out + (<usize>row << 2), <f32>total<Plain>(x + ((<usize>row * columns) << 2), 0, columns))
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

/**
 * Columns [4 from, 4 to) of out [C] = sum over pieces p and rows r of A_p[r] B_p[r], all [R, C], or of out + that where
 * accumulate is not 0; of A_p[r] alone where `Bs` is 0. `As` and `Bs` are lists of 32-bit addresses.
 */
export function sumPieces(
  As: usize, Bs: usize, pieces: i32, out: usize, rows: i32, columns: i32, accumulate: i32, from: i32, to: i32,
): void {
  const line = <usize>columns << 2
  const end = min(<usize>to << 4, line)
  for (let j = <usize>from << 4; j < end; j += 16) {
    const whole = j + 16 <= line
    let sum = accumulate ? (whole ? v128.load(out + j) : part(out + j, line - j)) : f32x4.splat(0)
    for (let piece: usize = 0; piece < <usize>pieces; piece++) {
      let a = <usize>load<u32>(As + (piece << 2)) + j
      let b = Bs ? <usize>load<u32>(Bs + (piece << 2)) + j : 0
      let block = f32x4.splat(0)
      for (let r = 0; r < rows; r++) {
        const u = whole ? v128.load(a) : part(a, line - j)
        block = b ? f32x4.add(block, f32x4.mul(u, whole ? v128.load(b) : part(b, line - j))) : f32x4.add(block, u)
        a += line
        if (b) b += line
      }
      sum = f32x4.add(sum, block)
    }
    if (whole) v128.store(out + j, sum)
    else for (let k: usize = 0; k < line - j; k += 4) f32.store(out + j + k, lane(sum, k))
  }
}

/** The first `bytes` (4, 8 or 12) of a vector, zeros behind them. */
function part(x: usize, bytes: usize): v128 {
  let v = v128.load32_zero(x)
  if (bytes > 4) v = f32x4.replace_lane(v, 1, f32.load(x, 4))
  if (bytes > 8) v = f32x4.replace_lane(v, 2, f32.load(x, 8))
  return v
}

/** The lane at byte k, one of the first three. */
function lane(v: v128, k: usize): f32 {
  return k == 0 ? f32x4.extract_lane(v, 0) : k == 4 ? f32x4.extract_lane(v, 1) : f32x4.extract_lane(v, 2)
}
