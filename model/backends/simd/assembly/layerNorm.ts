// Layer normalisation of rows (Ba, Kiros and Hinton 2016). The row functions also serve generated layers.
import { sumColumns, sumProductColumns } from './batchNorm'
import { elu4 } from './math'
import { scratch } from './scratch'

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** normalized[n] = (x - mean) / sqrt(variance + epsilon), biased variance about the mean; returns 1 / sqrt(..). */
export function normalizeRow(x: usize, normalized: usize, n: i32, epsilon: f32): f32 {
  const bytes: usize = (<usize>n) << 2
  const wide: usize = bytes & ~31
  let a = f32x4.splat(0)
  let b = a
  for (let i: usize = 0; i < wide; i += 32) {
    a = f32x4.add(a, v128.load(x + i))
    b = f32x4.add(b, v128.load(x + i, 16))
  }
  let sum = sumLanes(f32x4.add(a, b))
  for (let i = wide; i < bytes; i += 4) sum += f32.load(x + i)
  const mean: f32 = sum / <f32>n

  const mean4 = f32x4.splat(mean)
  a = f32x4.splat(0)
  b = a
  for (let i: usize = 0; i < wide; i += 32) {
    const u = f32x4.sub(v128.load(x + i), mean4)
    const v = f32x4.sub(v128.load(x + i, 16), mean4)
    a = f32x4.relaxed_madd(u, u, a)
    b = f32x4.relaxed_madd(v, v, b)
  }
  sum = sumLanes(f32x4.add(a, b))
  for (let i = wide; i < bytes; i += 4) {
    const u = f32.load(x + i) - mean
    sum += u * u
  }
  const rstd: f32 = <f32>1 / sqrt<f32>(sum / <f32>n + epsilon)

  const rstd4 = f32x4.splat(rstd)
  for (let i: usize = 0; i < wide; i += 32) {
    v128.store(normalized + i, f32x4.mul(f32x4.sub(v128.load(x + i), mean4), rstd4))
    v128.store(normalized + i, f32x4.mul(f32x4.sub(v128.load(x + i, 16), mean4), rstd4), 16)
  }
  for (let i = wide; i < bytes; i += 4) f32.store(normalized + i, (f32.load(x + i) - mean) * rstd)
  return rstd
}

/** In place: d, the gradient of `normalized`, becomes rstd (d - mean(d) - normalized mean(d normalized)). */
export function normalizeRowGradient(d: usize, normalized: usize, rstd: f32, n: i32): void {
  const bytes: usize = (<usize>n) << 2
  const wide: usize = bytes & ~15
  let a = f32x4.splat(0)
  let b = a
  for (let i: usize = 0; i < wide; i += 16) {
    const v = v128.load(d + i)
    a = f32x4.add(a, v)
    b = f32x4.relaxed_madd(v, v128.load(normalized + i), b)
  }
  let mean = sumLanes(a)
  let slope = sumLanes(b)
  for (let i = wide; i < bytes; i += 4) {
    const v = f32.load(d + i)
    mean += v
    slope += v * f32.load(normalized + i)
  }
  mean /= <f32>n
  slope /= <f32>n
  const mean4 = f32x4.splat(mean)
  const slope4 = f32x4.splat(slope)
  const rstd4 = f32x4.splat(rstd)
  for (let i: usize = 0; i < wide; i += 16) {
    const centred = f32x4.sub(v128.load(d + i), mean4)
    v128.store(d + i, f32x4.mul(rstd4, f32x4.sub(centred, f32x4.mul(slope4, v128.load(normalized + i)))))
  }
  for (let i = wide; i < bytes; i += 4) {
    f32.store(d + i, rstd * (f32.load(d + i) - mean - slope * f32.load(normalized + i)))
  }
}

/** y[n] = elu(x); y may be x. */
export function eluRow(x: usize, y: usize, n: i32): void {
  const bytes: usize = (<usize>n) << 2
  const wide: usize = bytes & ~31
  for (let i: usize = 0; i < wide; i += 32) {
    const a = elu4(v128.load(x + i))
    const b = elu4(v128.load(x + i, 16))
    v128.store(y + i, a)
    v128.store(y + i, b, 16)
  }
  for (let i = wide; i < bytes; i += 4) {
    f32.store(y + i, f32x4.extract_lane(elu4(v128.load32_splat(x + i)), 0))
  }
}

/** In place: d, the gradient of elu's output y, times elu's slope, 1 above 0 and y + 1 below. */
export function eluRowGradient(d: usize, y: usize, n: i32): void {
  const zero = f32x4.splat(0)
  const one = f32x4.splat(1)
  const bytes: usize = (<usize>n) << 2
  const wide: usize = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) {
    v128.store(d + i, f32x4.mul(v128.load(d + i), f32x4.add(one, f32x4.min(v128.load(y + i), zero))))
  }
  for (let i = wide; i < bytes; i += 4) {
    f32.store(d + i, f32.load(d + i) * (<f32>1 + min<f32>(f32.load(y + i), 0)))
  }
}

/** y[n] = a b + c; y may be a. */
function affineRow(a: usize, b: usize, c: usize, y: usize, n: i32): void {
  const bytes: usize = (<usize>n) << 2
  const wide: usize = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) {
    v128.store(y + i, f32x4.add(f32x4.mul(v128.load(a + i), v128.load(b + i)), v128.load(c + i)))
  }
  for (let i = wide; i < bytes; i += 4) f32.store(y + i, f32.load(a + i) * f32.load(b + i) + f32.load(c + i))
}

/** Rows of x [R, C]: normalized [R, C] and rstd [R]; y = activation(normalized gamma + beta), elu if `elu`. */
export function layerNorm(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  normalized: usize,
  rstd: usize,
  columns: i32,
  epsilon: f32,
  elu: i32,
  from: i32,
  to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  for (let r: usize = from; r < <usize>to; r++) {
    const n = normalized + r * stride
    const out = y + r * stride
    f32.store(rstd + (r << 2), normalizeRow(x + r * stride, n, columns, epsilon))
    affineRow(n, gamma, beta, out, columns)
    if (elu) eluRow(out, out, columns)
  }
}

/** Rows of dx [R, C]; dAffine [R, C] is the gradient of normalized gamma + beta, for layerNormAffineGrad. */
export function layerNormGrad(
  dy: usize,
  normalized: usize,
  rstd: usize,
  gamma: usize,
  beta: usize,
  dx: usize,
  dAffine: usize,
  columns: i32,
  elu: i32,
  from: i32,
  to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  for (let r: usize = from; r < <usize>to; r++) {
    const n = normalized + r * stride
    const d = dx + r * stride
    const g = dAffine + r * stride
    memory.copy(g, dy + r * stride, stride)
    if (elu) {
      affineRow(n, gamma, beta, d, columns)
      eluRow(d, d, columns)
      eluRowGradient(g, d, columns)
    }
    for (let i: usize = 0; i < stride; i += 4) f32.store(d + i, f32.load(g + i) * f32.load(gamma + i))
    normalizeRowGradient(d, n, f32.load(rstd + (r << 2)), columns)
  }
}

/**
 * Column groups of four [from, to): dGamma and dBeta [C], the sums over the rows of dAffine normalized and of dAffine
 * [R, C].
 */
export function layerNormAffineGrad(
  dAffine: usize,
  normalized: usize,
  dGamma: usize,
  dBeta: usize,
  rows: i32,
  columns: i32,
  from: i32,
  to: i32,
): void {
  const start: usize = (<usize>from) << 4
  const bytes: usize = min<usize>((<usize>to) << 4, (<usize>columns) << 2) - start
  const stride: usize = (<usize>columns) << 2
  const noShift = scratch + bytes
  memory.fill(noShift, 0, bytes)
  sumColumns(dAffine + start, stride, rows, dBeta + start, bytes)
  sumProductColumns(dAffine + start, normalized + start, noShift, stride, rows, dGamma + start, bytes)
}
