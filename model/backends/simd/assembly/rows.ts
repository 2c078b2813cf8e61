// Elementwise functions on rows of any length. Both vectors of a pair are computed before either is stored: V8 joins no
// loads into 256-bit ones across a store.
import { elu4 } from './math'

class Add {}
class Multiply {}
class Affine {}
class Elu {}
class EluGradient {}
class Relu {}
class ReluGradient {}

// @ts-ignore: decorator
@inline
function value<Op>(a: v128, b: v128, c: v128): v128 {
  const zero = f32x4.splat(0)
  if (idof<Op>() == idof<Add>()) return f32x4.add(a, b)
  if (idof<Op>() == idof<Multiply>()) return f32x4.mul(a, b)
  if (idof<Op>() == idof<Affine>()) return f32x4.add(f32x4.mul(a, b), c)
  if (idof<Op>() == idof<Elu>()) return elu4(a)
  if (idof<Op>() == idof<EluGradient>()) return f32x4.mul(a, f32x4.add(f32x4.splat(1), f32x4.pmin(b, zero)))
  if (idof<Op>() == idof<Relu>()) return f32x4.pmax(a, zero)
  return v128.and(a, f32x4.gt(b, zero))
}

/** out[n] = value(a, b, c); out may be any of them. Functions of fewer rows are given one of theirs again. */
// @ts-ignore: decorator
@inline
function each<Op>(a: usize, b: usize, c: usize, out: usize, n: i32): void {
  const bytes = <usize>n << 2
  let i: usize = 0
  for (; i + 32 <= bytes; i += 32) {
    const u = value<Op>(v128.load(a + i), v128.load(b + i), v128.load(c + i))
    const v = value<Op>(v128.load(a + i, 16), v128.load(b + i, 16), v128.load(c + i, 16))
    v128.store(out + i, u)
    v128.store(out + i, v, 16)
  }
  for (; i < bytes; i += 4) {
    const u = value<Op>(v128.load32_zero(a + i), v128.load32_zero(b + i), v128.load32_zero(c + i))
    f32.store(out + i, f32x4.extract_lane(u, 0))
  }
}

/** y[n] += x */
export function addRow(x: usize, y: usize, n: i32): void {
  each<Add>(y, x, x, y, n)
}

/** y[n] = a b */
export function multiplyRows(a: usize, b: usize, y: usize, n: i32): void {
  each<Multiply>(a, b, b, y, n)
}

/** y[n] = a b + c */
export function affineRow(a: usize, b: usize, c: usize, y: usize, n: i32): void {
  each<Affine>(a, b, c, y, n)
}

/** y[n] = elu(x) */
export function eluRow(x: usize, y: usize, n: i32): void {
  each<Elu>(x, x, x, y, n)
}

/** In place: d, the gradient of elu's output y, times elu's slope, 1 above 0 and y + 1 below. */
export function eluRowGradient(d: usize, y: usize, n: i32): void {
  each<EluGradient>(d, y, y, d, n)
}

/** In place: max(y, 0). */
export function reluRow(y: usize, n: i32): void {
  each<Relu>(y, y, y, y, n)
}

/** In place: d where relu's output y is above 0, else 0. */
export function reluRowGradient(d: usize, y: usize, n: i32): void {
  each<ReluGradient>(d, y, y, d, n)
}
