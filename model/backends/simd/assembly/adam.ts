// Updates in place of many tensors in one pass: memory-bound, so everything is read and written once. The tensors come
// as a list of blocks of some thousand numbers each, so that threads get equal work whatever the tensors' sizes.
import { root } from './math'

/**
 * Adam (Kingma and Ba 2015, algorithm 1): g = gradient scale; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
 * value -= rate (m / c1) / (sqrt(v / c2) + epsilon). Blocks [from, to) of the list; five words each: the addresses of
 * value, m, v and gradient, and how many numbers they have.
 */
export function adamUpdate(
  blocks: usize,
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
  const scale4 = f32x4.splat(scale)
  const beta14 = f32x4.splat(beta1)
  const beta24 = f32x4.splat(beta2)
  const rest14 = f32x4.splat(rest1)
  const rest24 = f32x4.splat(rest2)
  const step: f32 = rate / correction1
  const step4 = f32x4.splat(step)
  const epsilon4 = f32x4.splat(epsilon)
  const correction4 = f32x4.splat(correction2)
  for (let b = from; b < to; b++) {
    const block = blocks + <usize>b * 20
    const value = <usize>load<u32>(block)
    const m = <usize>load<u32>(block, 4)
    const v = <usize>load<u32>(block, 8)
    const gradient = <usize>load<u32>(block, 12)
    const end = <usize>load<u32>(block, 16) << 2
    let i: usize = 0
    for (; i + 32 <= end; i += 32) {
      // Two vectors at a time, stored side by side: what V8's 256-bit pass joins.
      const g = f32x4.mul(v128.load(gradient + i), scale4)
      const h = f32x4.mul(v128.load(gradient + i, 16), scale4)
      const m4 = f32x4.add(f32x4.mul(beta14, v128.load(m + i)), f32x4.mul(rest14, g))
      const n4 = f32x4.add(f32x4.mul(beta14, v128.load(m + i, 16)), f32x4.mul(rest14, h))
      v128.store(m + i, m4)
      v128.store(m + i, n4, 16)
      const v4 = f32x4.add(f32x4.mul(beta24, v128.load(v + i)), f32x4.mul(rest24, f32x4.mul(g, g)))
      const w4 = f32x4.add(f32x4.mul(beta24, v128.load(v + i, 16)), f32x4.mul(rest24, f32x4.mul(h, h)))
      v128.store(v + i, v4)
      v128.store(v + i, w4, 16)
      const size = f32x4.add(f32x4.sqrt(f32x4.div(v4, correction4)), epsilon4)
      const tize = f32x4.add(f32x4.sqrt(f32x4.div(w4, correction4)), epsilon4)
      const x = f32x4.sub(v128.load(value + i), f32x4.div(f32x4.mul(step4, m4), size))
      const y = f32x4.sub(v128.load(value + i, 16), f32x4.div(f32x4.mul(step4, n4), tize))
      v128.store(value + i, x)
      v128.store(value + i, y, 16)
    }
    for (; i < end; i += 4) {
      const g: f32 = f32.load(gradient + i) * scale
      const m1: f32 = beta1 * f32.load(m + i) + rest1 * g
      const v1: f32 = beta2 * f32.load(v + i) + rest2 * (g * g)
      f32.store(m + i, m1)
      f32.store(v + i, v1)
      f32.store(value + i, f32.load(value + i) - (step * m1) / (root(v1 / correction2) + epsilon))
    }
  }
}

/**
 * target += weight (source - target) for blocks [from, to) of the list; three words each: the addresses of target and
 * source, and how many numbers they have.
 */
export function lerp(blocks: usize, weight: f32, from: i32, to: i32): void {
  const weight4 = f32x4.splat(weight)
  for (let b = from; b < to; b++) {
    const block = blocks + <usize>b * 12
    const target = <usize>load<u32>(block)
    const source = <usize>load<u32>(block, 4)
    const end = <usize>load<u32>(block, 8) << 2
    let i: usize = 0
    for (; i + 32 <= end; i += 32) {
      const t = v128.load(target + i)
      const u = v128.load(target + i, 16)
      const x = f32x4.add(t, f32x4.mul(weight4, f32x4.sub(v128.load(source + i), t)))
      const y = f32x4.add(u, f32x4.mul(weight4, f32x4.sub(v128.load(source + i, 16), u)))
      v128.store(target + i, x)
      v128.store(target + i, y, 16)
    }
    for (; i < end; i += 4) {
      const t = f32.load(target + i)
      f32.store(target + i, t + weight * (f32.load(source + i) - t))
    }
  }
}
