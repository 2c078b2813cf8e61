// Updates in place of numbers [from, to): memory-bound, so everything is read and written once.

/**
 * Adam (Kingma and Ba 2015, algorithm 1): g = gradient scale; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
 * value -= rate (m / c1) / (sqrt(v / c2) + epsilon).
 */
export function adamUpdate(
  value: usize,
  m: usize,
  v: usize,
  gradient: usize,
  rate: f32,
  beta1: f32,
  beta2: f32,
  rest1: f32,
  rest2: f32,
  epsilon: f32,
  correction1: f32,
  correction2: f32,
  scale: f32,
  from: i32,
  to: i32,
): void {
  const end: usize = (<usize>to) << 2
  let i: usize = (<usize>from) << 2
  const scale4 = f32x4.splat(scale)
  const beta14 = f32x4.splat(beta1)
  const beta24 = f32x4.splat(beta2)
  const rest14 = f32x4.splat(rest1)
  const rest24 = f32x4.splat(rest2)
  const step: f32 = rate / correction1
  const step4 = f32x4.splat(step)
  const epsilon4 = f32x4.splat(epsilon)
  const correction4 = f32x4.splat(correction2)
  for (; i + 16 <= end; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), scale4)
    const m4 = f32x4.add(f32x4.mul(beta14, v128.load(m + i)), f32x4.mul(rest14, g))
    const v4 = f32x4.add(f32x4.mul(beta24, v128.load(v + i)), f32x4.mul(rest24, f32x4.mul(g, g)))
    v128.store(m + i, m4)
    v128.store(v + i, v4)
    const size = f32x4.add(f32x4.sqrt(f32x4.div(v4, correction4)), epsilon4)
    v128.store(value + i, f32x4.sub(v128.load(value + i), f32x4.div(f32x4.mul(step4, m4), size)))
  }
  for (; i < end; i += 4) {
    const g: f32 = f32.load(gradient + i) * scale
    const m1: f32 = beta1 * f32.load(m + i) + rest1 * g
    const v1: f32 = beta2 * f32.load(v + i) + rest2 * (g * g)
    f32.store(m + i, m1)
    f32.store(v + i, v1)
    f32.store(value + i, f32.load(value + i) - (step * m1) / (sqrt<f32>(v1 / correction2) + epsilon))
  }
}

/** target += weight (source - target) */
export function lerp(target: usize, source: usize, weight: f32, from: i32, to: i32): void {
  const end: usize = (<usize>to) << 2
  let i: usize = (<usize>from) << 2
  const weight4 = f32x4.splat(weight)
  for (; i + 16 <= end; i += 16) {
    const t = v128.load(target + i)
    v128.store(target + i, f32x4.add(t, f32x4.mul(weight4, f32x4.sub(v128.load(source + i), t))))
  }
  for (; i < end; i += 4) {
    const t = f32.load(target + i)
    f32.store(target + i, t + weight * (f32.load(source + i) - t))
  }
}
