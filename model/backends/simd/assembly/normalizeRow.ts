// Normalisation of one row: what layer norm (layerNorm.ts) and generated layers (glimpse.ts) share.
import { root, sumLanes } from './math'

/**
 * normalized[n] = (x - mean) / sqrt(variance + epsilon) with the row's mean and biased variance; returns 1 / sqrt(..).
 * Both come of one pass over the differences from the first number, which is at most sqrt(n) deviations from the mean:
 * float32 loses no more than a factor n of its accuracy.
 */
export function normalizeRow(x: usize, normalized: usize, n: i32, epsilon: f32): f32 {
  const bytes = <usize>n << 2
  const wide: usize = bytes & ~31
  const first = f32.load(x)
  const first4 = f32x4.splat(first)
  let a = f32x4.splat(0)
  let b = a
  let aa = a
  let bb = a
  for (let i: usize = 0; i < wide; i += 32) {
    const u = f32x4.sub(v128.load(x + i), first4)
    const v = f32x4.sub(v128.load(x + i, 16), first4)
    a = f32x4.add(a, u)
    b = f32x4.add(b, v)
    aa = f32x4.relaxed_madd(u, u, aa)
    bb = f32x4.relaxed_madd(v, v, bb)
  }
  let sum = sumLanes(f32x4.add(a, b))
  let squares = sumLanes(f32x4.add(aa, bb))
  for (let i = wide; i < bytes; i += 4) {
    const u = f32.load(x + i) - first
    sum += u
    squares += u * u
  }
  const shift: f32 = sum / <f32>n
  const variance: f32 = max<f32>(squares / <f32>n - shift * shift, 0)
  const mean: f32 = first + shift
  const rstd: f32 = <f32>1 / root(variance + epsilon)

  const mean4 = f32x4.splat(mean)
  const rstd4 = f32x4.splat(rstd)
  for (let i: usize = 0; i < wide; i += 32) {
    const u = f32x4.mul(f32x4.sub(v128.load(x + i), mean4), rstd4)
    const v = f32x4.mul(f32x4.sub(v128.load(x + i, 16), mean4), rstd4)
    v128.store(normalized + i, u)
    v128.store(normalized + i, v, 16)
  }
  for (let i = wide; i < bytes; i += 4) f32.store(normalized + i, (f32.load(x + i) - mean) * rstd)
  return rstd
}

/** In place: d, the gradient of `normalized`, becomes rstd (d - mean(d) - normalized mean(d normalized)). */
export function normalizeRowGradient(d: usize, normalized: usize, rstd: f32, n: i32): void {
  const bytes = <usize>n << 2
  const wide: usize = bytes & ~31
  let a = f32x4.splat(0)
  let b = a
  let an = a
  let bn = a
  for (let i: usize = 0; i < wide; i += 32) {
    const u = v128.load(d + i)
    const v = v128.load(d + i, 16)
    a = f32x4.add(a, u)
    b = f32x4.add(b, v)
    an = f32x4.relaxed_madd(u, v128.load(normalized + i), an)
    bn = f32x4.relaxed_madd(v, v128.load(normalized + i, 16), bn)
  }
  let mean = sumLanes(f32x4.add(a, b))
  let slope = sumLanes(f32x4.add(an, bn))
  for (let i = wide; i < bytes; i += 4) {
    const u = f32.load(d + i)
    mean += u
    slope += u * f32.load(normalized + i)
  }
  mean /= <f32>n
  slope /= <f32>n
  // rstd d - rstd mean - (rstd slope) normalized
  const rstd4 = f32x4.splat(rstd)
  const mean4 = f32x4.splat(-rstd * mean)
  const slope4 = f32x4.splat(-rstd * slope)
  for (let i: usize = 0; i < wide; i += 32) {
    const p = f32x4.relaxed_madd(v128.load(d + i), rstd4, mean4)
    const q = f32x4.relaxed_madd(v128.load(d + i, 16), rstd4, mean4)
    const u = f32x4.relaxed_madd(v128.load(normalized + i), slope4, p)
    const v = f32x4.relaxed_madd(v128.load(normalized + i, 16), slope4, q)
    v128.store(d + i, u)
    v128.store(d + i, v, 16)
  }
  for (let i = wide; i < bytes; i += 4) {
    f32.store(d + i, rstd * (f32.load(d + i) - mean - slope * f32.load(normalized + i)))
  }
}
