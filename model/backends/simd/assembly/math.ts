// Elementary functions on four lanes.

/**
 * exp(x): x = n ln 2 + r, then a polynomial of degree 7 in r (Cephes expf), relative error about 1e-7.
 * 0 below -87, infinity above 88.4; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.max(f32x4.min(x, f32x4.splat(89)), f32x4.splat(-87.33))
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.44269504088896341)))
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
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(p, power)
}

/** elu(x) = x above 0, exp(x) - 1 below (Clevert et al. 2015). */
// @ts-ignore: decorator
@inline
export function elu4(x: v128): v128 {
  const zero = f32x4.splat(0)
  return f32x4.add(f32x4.max(x, zero), f32x4.sub(exp4(f32x4.min(x, zero)), f32x4.splat(1)))
}
