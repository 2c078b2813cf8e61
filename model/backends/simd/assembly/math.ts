// Elementary functions on four lanes.
// pmin and pmax are one instruction each on x64 (min and max are six), and keep NaN when x comes first.

/** 1.5 * 2^23: adding it leaves the nearest whole number in a float's low bits. */
const ROUND: f32 = 12582912

/**
 * sqrt(x). V8 takes the root of a single number by an instruction of the old encoding, which waits for hundreds of cycles
 * where 256-bit vectors were used before it (measured: 250 ns); a vector's costs nothing.
 */
// @ts-ignore: decorator
@inline
export function root(x: f32): f32 {
  return f32x4.extract_lane(f32x4.sqrt(f32x4.splat(x)), 0)
}

/** Sum of the four lanes. */
// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/**
 * exp(x): x = n ln 2 + r, then a polynomial of degree 7 in r (Cephes expf), relative error about 1e-7.
 * 1e-38 below -87.33, infinity above 88.4; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-87.33))
  const rounded = f32x4.relaxed_madd(clamped, f32x4.splat(1.44269504088896341), f32x4.splat(ROUND))
  const n = f32x4.sub(rounded, f32x4.splat(ROUND))
  // ln 2 in two pieces, so that n ln 2 loses no bits
  let r = f32x4.relaxed_madd(n, f32x4.splat(-0.693359375), clamped)
  r = f32x4.relaxed_madd(n, f32x4.splat(2.12194440e-4), r)
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1.3981999507e-3))
  p = f32x4.relaxed_madd(p, r, f32x4.splat(8.3334519073e-3))
  p = f32x4.relaxed_madd(p, r, f32x4.splat(4.1665795894e-2))
  p = f32x4.relaxed_madd(p, r, f32x4.splat(1.6666665459e-1))
  p = f32x4.relaxed_madd(p, r, f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.relaxed_madd(f32x4.mul(r, r), p, r), f32x4.splat(1))
  // 2^n, by its exponent bits; n = 128 gives infinity
  const power = i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(127 << 23))
  return f32x4.mul(p, power)
}

/** elu(x) = x above 0, exp(x) - 1 below (Clevert et al. 2015). */
// @ts-ignore: decorator
@inline
export function elu4(x: v128): v128 {
  const zero = f32x4.splat(0)
  return f32x4.add(f32x4.pmax(x, zero), f32x4.sub(exp4(f32x4.pmin(x, zero)), f32x4.splat(1)))
}
