// Batch normalisation with the statistics of the batch (Ioffe and Szegedy 2015), and what comes after it in a residual
// block: y = max(floor, gamma (x - mean) / sqrt(variance + epsilon) + beta + residual), with floor 0 for relu and
// -Infinity for none. Sums go over slices of `chunk` rows whatever the threads are, and so do not depend on them.
import { root } from './math'
import { scratch } from './scratch'

/** What is read and written at an address: one number, or the first or second four of eight side by side. */
class One {}
class First {}
class Second {}

// @ts-ignore: decorator
@inline
function read<Part>(p: usize): v128 {
  if (idof<Part>() == idof<First>()) return v128.load(p)
  if (idof<Part>() == idof<Second>()) return v128.load(p, 16)
  return v128.load32_zero(p)
}

// @ts-ignore: decorator
@inline
function write<Part>(p: usize, v: v128): void {
  if (idof<Part>() == idof<First>()) v128.store(p, v)
  else if (idof<Part>() == idof<Second>()) v128.store(p, v, 16)
  else f32.store(p, f32x4.extract_lane(v, 0))
}

/** Means of columns, and sums of squared deviations from them: of 16 columns. */
function moments16(x: usize, stride: usize, rows: i32, mean: usize, deviation: usize): void {
  const zero = f32x4.splat(0)
  const end = x + <usize>rows * stride
  let a = zero, b = zero, c = zero, d = zero
  for (let p = x; p < end; p += stride) {
    a = f32x4.add(a, v128.load(p))
    b = f32x4.add(b, v128.load(p, 16))
    c = f32x4.add(c, v128.load(p, 32))
    d = f32x4.add(d, v128.load(p, 48))
  }
  const share = f32x4.splat(<f32>1 / <f32>rows)
  const meanA = f32x4.mul(a, share), meanB = f32x4.mul(b, share)
  const meanC = f32x4.mul(c, share), meanD = f32x4.mul(d, share)
  v128.store(mean, meanA)
  v128.store(mean, meanB, 16)
  v128.store(mean, meanC, 32)
  v128.store(mean, meanD, 48)
  a = zero, b = zero, c = zero, d = zero
  for (let p = x; p < end; p += stride) {
    const u = f32x4.sub(v128.load(p), meanA)
    const v = f32x4.sub(v128.load(p, 16), meanB)
    const s = f32x4.sub(v128.load(p, 32), meanC)
    const t = f32x4.sub(v128.load(p, 48), meanD)
    a = f32x4.relaxed_madd(u, u, a)
    b = f32x4.relaxed_madd(v, v, b)
    c = f32x4.relaxed_madd(s, s, c)
    d = f32x4.relaxed_madd(t, t, d)
  }
  v128.store(deviation, a)
  v128.store(deviation, b, 16)
  v128.store(deviation, c, 32)
  v128.store(deviation, d, 48)
}

/** The same of one column. */
function moments1(x: usize, stride: usize, rows: i32, mean: usize, deviation: usize): void {
  const end = x + <usize>rows * stride
  let sum: f32 = 0
  for (let p = x; p < end; p += stride) sum += f32.load(p)
  const centre: f32 = sum / <f32>rows
  f32.store(mean, centre)
  sum = 0
  for (let p = x; p < end; p += stride) sum += (f32.load(p) - centre) * (f32.load(p) - centre)
  f32.store(deviation, sum)
}

/** Slices [from, to): each one's means [C] and sums of squared deviations [C], at moments [S, 2, C]. */
export function batchNormMoments(
  x: usize, moments: usize, rows: i32, columns: i32, chunk: i32, from: i32, to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  for (let s = from; s < to; s++) {
    const first = x + <usize>(s * chunk) * stride
    const count = min(chunk, rows - s * chunk)
    const mean = moments + 2 * <usize>s * stride
    let i: usize = 0
    for (; i + 64 <= stride; i += 64) moments16(first + i, stride, count, mean + i, mean + stride + i)
    for (; i < stride; i += 4) moments1(first + i, stride, count, mean + i, mean + stride + i)
  }
}

/** Columns [from, to): mean and biased variance of all rows from the slices' moments (Chan et al. 1983). */
export function batchNormStatistics(
  moments: usize, mean: usize, variance: usize, rows: i32, columns: i32, chunk: i32, from: i32, to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  const end = moments + 2 * stride * <usize>((rows + chunk - 1) / chunk)
  for (let i = (<usize>from) << 2; i < (<usize>to) << 2; i += 4) {
    let sum: f64 = 0
    let left = rows
    for (let p = moments + i; p < end; p += 2 * stride) {
      sum += <f64>f32.load(p) * <f64>min(chunk, left)
      left -= chunk
    }
    const centre = sum / <f64>rows
    let deviation: f64 = 0
    left = rows
    for (let p = moments + i; p < end; p += 2 * stride) {
      const away = <f64>f32.load(p) - centre
      deviation += <f64>f32.load(p + stride) + away * away * <f64>min(chunk, left)
      left -= chunk
    }
    f32.store(mean + i, <f32>centre)
    f32.store(variance + i, <f32>(deviation / <f64>rows))
  }
}

/** out = 1 / sqrt(variance + epsilon) */
function deviations(variance: usize, epsilon: f32, out: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) f32.store(out + i, <f32>1 / root(f32.load(variance + i) + epsilon))
}

// @ts-ignore: decorator
@inline
function normalized<Part>(
  x: usize, residual: usize, mean: usize, slope: usize, beta: usize, floor: v128, adds: bool,
): v128 {
  const shift = adds ? f32x4.add(read<Part>(beta), read<Part>(residual)) : read<Part>(beta)
  const centred = f32x4.sub(read<Part>(x), read<Part>(mean))
  return f32x4.pmax(f32x4.relaxed_madd(centred, read<Part>(slope), shift), floor)
}

/** A row of y. */
// @ts-ignore: decorator
@inline
function normalizeRow(
  x: usize, residual: usize, mean: usize, slope: usize, beta: usize, y: usize, floor: v128, bytes: usize, adds: bool,
): void {
  let i: usize = 0
  for (; i + 32 <= bytes; i += 32) {
    const u = normalized<First>(x + i, residual + i, mean + i, slope + i, beta + i, floor, adds)
    const v = normalized<Second>(x + i, residual + i, mean + i, slope + i, beta + i, floor, adds)
    write<First>(y + i, u)
    write<Second>(y + i, v)
  }
  for (; i < bytes; i += 4) {
    write<One>(y + i, normalized<One>(x + i, residual + i, mean + i, slope + i, beta + i, floor, adds))
  }
}

/** Rows [from, to) of y [R, C]; residual [R, C] may be 0. */
export function batchNorm(
  x: usize, residual: usize, gamma: usize, beta: usize, mean: usize, variance: usize, y: usize,
  columns: i32, epsilon: f32, floor: f32,
  from: i32, to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  const slope = scratch
  deviations(variance, epsilon, slope, stride)
  for (let i: usize = 0; i < stride; i += 4) f32.store(slope + i, f32.load(slope + i) * f32.load(gamma + i))
  const floor4 = f32x4.splat(floor)
  for (let at = <usize>from * stride; at < <usize>to * stride; at += stride) {
    if (residual) normalizeRow(x + at, residual + at, mean, slope, beta, y + at, floor4, stride, true)
    else normalizeRow(x + at, 0, mean, slope, beta, y + at, floor4, stride, false)
  }
}

/** The gradient before the floor: dy where y is above it. */
// @ts-ignore: decorator
@inline
function above<Part>(dy: usize, y: usize, floor: v128): v128 {
  return v128.and(read<Part>(dy), f32x4.gt(read<Part>(y), floor))
}

/** Sums over rows of d, the gradient before the floor, and of d (x - mean): of 8 columns. */
function sums8(
  dy: usize, y: usize, x: usize, mean: usize, stride: usize, rows: i32, floor: v128, sum: usize, product: usize,
): void {
  const meanA = read<First>(mean), meanB = read<Second>(mean)
  let a = f32x4.splat(0)
  let b = a, c = a, d = a
  for (let at: usize = 0; at < <usize>rows * stride; at += stride) {
    const u = above<First>(dy + at, y + at, floor)
    const v = above<Second>(dy + at, y + at, floor)
    a = f32x4.add(a, u)
    b = f32x4.add(b, v)
    c = f32x4.relaxed_madd(u, f32x4.sub(read<First>(x + at), meanA), c)
    d = f32x4.relaxed_madd(v, f32x4.sub(read<Second>(x + at), meanB), d)
  }
  write<First>(sum, a)
  write<Second>(sum, b)
  write<First>(product, c)
  write<Second>(product, d)
}

/** The same of one column. */
function sums1(
  dy: usize, y: usize, x: usize, mean: usize, stride: usize, rows: i32, floor: v128, sum: usize, product: usize,
): void {
  const centre = read<One>(mean)
  let a = f32x4.splat(0)
  let c = a
  for (let at: usize = 0; at < <usize>rows * stride; at += stride) {
    const u = above<One>(dy + at, y + at, floor)
    a = f32x4.add(a, u)
    c = f32x4.relaxed_madd(u, f32x4.sub(read<One>(x + at), centre), c)
  }
  write<One>(sum, a)
  write<One>(product, c)
}

/** Slices [from, to): each one's part of dBeta [C] and dGamma [C], at sums [2, S, C]. */
export function batchNormSums(
  dy: usize, y: usize, x: usize, mean: usize, variance: usize, sums: usize,
  rows: i32, columns: i32, chunk: i32, epsilon: f32, floor: f32,
  from: i32, to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  const slices = <usize>((rows + chunk - 1) / chunk)
  const deviation = scratch
  deviations(variance, epsilon, deviation, stride)
  const floor4 = f32x4.splat(floor)
  for (let s = from; s < to; s++) {
    const first = <usize>(s * chunk) * stride
    const count = min(chunk, rows - s * chunk)
    const sum = sums + <usize>s * stride
    const product = sum + slices * stride
    let i: usize = 0
    for (; i + 32 <= stride; i += 32) {
      const at = first + i
      sums8(dy + at, y + at, x + at, mean + i, stride, count, floor4, sum + i, product + i)
    }
    for (; i < stride; i += 4) {
      const at = first + i
      sums1(dy + at, y + at, x + at, mean + i, stride, count, floor4, sum + i, product + i)
    }
    for (i = 0; i < stride; i += 4) f32.store(product + i, f32.load(product + i) * f32.load(deviation + i))
  }
}

// @ts-ignore: decorator
@inline
function gradient<Part>(d: v128, x: usize, mean: usize, slope: usize, pull: usize, level: usize): v128 {
  const centred = f32x4.sub(read<Part>(x), read<Part>(mean))
  const kept = f32x4.relaxed_madd(centred, read<Part>(pull), read<Part>(level))
  return f32x4.mul(read<Part>(slope), f32x4.sub(d, kept))
}

/** A row of dx and, where it is wanted, of dResidual. */
// @ts-ignore: decorator
@inline
function gradientRow(
  dy: usize, y: usize, x: usize, mean: usize, slope: usize, pull: usize, level: usize, dx: usize, dResidual: usize,
  floor: v128, bytes: usize, isWanted: bool,
): void {
  let i: usize = 0
  for (; i + 32 <= bytes; i += 32) {
    const a = above<First>(dy + i, y + i, floor)
    const b = above<Second>(dy + i, y + i, floor)
    const u = gradient<First>(a, x + i, mean + i, slope + i, pull + i, level + i)
    const v = gradient<Second>(b, x + i, mean + i, slope + i, pull + i, level + i)
    write<First>(dx + i, u)
    write<Second>(dx + i, v)
    if (isWanted) {
      write<First>(dResidual + i, a)
      write<Second>(dResidual + i, b)
    }
  }
  for (; i < bytes; i += 4) {
    const a = above<One>(dy + i, y + i, floor)
    write<One>(dx + i, gradient<One>(a, x + i, mean + i, slope + i, pull + i, level + i))
    if (isWanted) write<One>(dResidual + i, a)
  }
}

/** Rows [from, to) of dx [R, C], and of dResidual [R, C] where that is not 0, from the whole dGamma and dBeta. */
export function batchNormGrad(
  dy: usize, y: usize, x: usize, gamma: usize, mean: usize, variance: usize, dGamma: usize, dBeta: usize,
  dx: usize, dResidual: usize,
  rows: i32, columns: i32, epsilon: f32, floor: f32,
  from: i32, to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  // dx = slope (d - dBeta / R - (x - mean) pull), pull = dGamma / (R sqrt(variance + epsilon))
  const slope = scratch
  const pull = slope + stride
  const level = pull + stride
  deviations(variance, epsilon, slope, stride)
  for (let i: usize = 0; i < stride; i += 4) {
    f32.store(pull + i, f32.load(dGamma + i) * f32.load(slope + i) / <f32>rows)
    f32.store(level + i, f32.load(dBeta + i) / <f32>rows)
    f32.store(slope + i, f32.load(slope + i) * f32.load(gamma + i))
  }
  const floor4 = f32x4.splat(floor)
  for (let at = <usize>from * stride; at < <usize>to * stride; at += stride) {
    if (dResidual) {
      gradientRow(dy + at, y + at, x + at, mean, slope, pull, level, dx + at, dResidual + at, floor4, stride, true)
    } else {
      gradientRow(dy + at, y + at, x + at, mean, slope, pull, level, dx + at, 0, floor4, stride, false)
    }
  }
}
