// Products with one sample's own generated matrix, which is read from cache: written in groups of adjacent 128-bit
// loads and stores, which V8 pairs into 256-bit ones. Matrices are row-major [K, N]; any K and N.
import { sumLanes } from './layerNorm'
import { scratch } from './scratch'

/** Bytes at the start of a thread's scratch that the products here use. */
export const PRODUCT_SCRATCH: usize = 256

/** y[N] += x[K] W[K, N] */
export function addProduct(x: usize, W: usize, y: usize, K: i32, N: i32): void {
  const stride: usize = (<usize>N) << 2
  const xEnd = x + ((<usize>K) << 2)
  let j: usize = 0
  for (; j + 256 <= stride; j += 256) {
    const o = y + j
    let c0 = v128.load(o)
    let c1 = v128.load(o, 16)
    let c2 = v128.load(o, 32)
    let c3 = v128.load(o, 48)
    let c4 = v128.load(o, 64)
    let c5 = v128.load(o, 80)
    let c6 = v128.load(o, 96)
    let c7 = v128.load(o, 112)
    let c8 = v128.load(o, 128)
    let c9 = v128.load(o, 144)
    let c10 = v128.load(o, 160)
    let c11 = v128.load(o, 176)
    let c12 = v128.load(o, 192)
    let c13 = v128.load(o, 208)
    let c14 = v128.load(o, 224)
    let c15 = v128.load(o, 240)
    let p = W + j
    for (let q = x; q < xEnd; q += 4) {
      const s = v128.load32_splat(q)
      c0 = f32x4.relaxed_madd(s, v128.load(p), c0)
      c1 = f32x4.relaxed_madd(s, v128.load(p, 16), c1)
      c2 = f32x4.relaxed_madd(s, v128.load(p, 32), c2)
      c3 = f32x4.relaxed_madd(s, v128.load(p, 48), c3)
      c4 = f32x4.relaxed_madd(s, v128.load(p, 64), c4)
      c5 = f32x4.relaxed_madd(s, v128.load(p, 80), c5)
      c6 = f32x4.relaxed_madd(s, v128.load(p, 96), c6)
      c7 = f32x4.relaxed_madd(s, v128.load(p, 112), c7)
      c8 = f32x4.relaxed_madd(s, v128.load(p, 128), c8)
      c9 = f32x4.relaxed_madd(s, v128.load(p, 144), c9)
      c10 = f32x4.relaxed_madd(s, v128.load(p, 160), c10)
      c11 = f32x4.relaxed_madd(s, v128.load(p, 176), c11)
      c12 = f32x4.relaxed_madd(s, v128.load(p, 192), c12)
      c13 = f32x4.relaxed_madd(s, v128.load(p, 208), c13)
      c14 = f32x4.relaxed_madd(s, v128.load(p, 224), c14)
      c15 = f32x4.relaxed_madd(s, v128.load(p, 240), c15)
      p += stride
    }
    v128.store(o, c0)
    v128.store(o, c1, 16)
    v128.store(o, c2, 32)
    v128.store(o, c3, 48)
    v128.store(o, c4, 64)
    v128.store(o, c5, 80)
    v128.store(o, c6, 96)
    v128.store(o, c7, 112)
    v128.store(o, c8, 128)
    v128.store(o, c9, 144)
    v128.store(o, c10, 160)
    v128.store(o, c11, 176)
    v128.store(o, c12, 192)
    v128.store(o, c13, 208)
    v128.store(o, c14, 224)
    v128.store(o, c15, 240)
  }
  for (; j + 64 <= stride; j += 64) {
    const o = y + j
    let c0 = v128.load(o)
    let c1 = v128.load(o, 16)
    let c2 = v128.load(o, 32)
    let c3 = v128.load(o, 48)
    let p = W + j
    for (let q = x; q < xEnd; q += 4) {
      const s = v128.load32_splat(q)
      c0 = f32x4.relaxed_madd(s, v128.load(p), c0)
      c1 = f32x4.relaxed_madd(s, v128.load(p, 16), c1)
      c2 = f32x4.relaxed_madd(s, v128.load(p, 32), c2)
      c3 = f32x4.relaxed_madd(s, v128.load(p, 48), c3)
      p += stride
    }
    v128.store(o, c0)
    v128.store(o, c1, 16)
    v128.store(o, c2, 32)
    v128.store(o, c3, 48)
  }
  for (; j + 16 <= stride; j += 16) {
    let c = v128.load(y + j)
    let p = W + j
    for (let q = x; q < xEnd; q += 4) {
      c = f32x4.relaxed_madd(v128.load32_splat(q), v128.load(p), c)
      p += stride
    }
    v128.store(y + j, c)
  }
  for (; j < stride; j += 4) {
    let c = f32.load(y + j)
    let p = W + j
    for (let q = x; q < xEnd; q += 4) {
      c += f32.load(q) * f32.load(p)
      p += stride
    }
    f32.store(y + j, c)
  }
}

/** x[K] += W[K, N] y[N]: four rows at a time, their accumulators stored side by side and then added up. */
export function addTransposedProduct(W: usize, y: usize, x: usize, K: i32, N: i32): void {
  const stride: usize = (<usize>N) << 2
  const wide: usize = stride & ~63
  const narrow: usize = stride & ~15
  const s = scratch
  let k = 0
  for (; k + 4 <= K; k += 4) {
    const p0 = W + (<usize>k) * stride
    const p1 = p0 + stride
    const p2 = p1 + stride
    const p3 = p2 + stride
    const z = f32x4.splat(0)
    let a0 = z
    let a1 = z
    let a2 = z
    let a3 = z
    let b0 = z
    let b1 = z
    let b2 = z
    let b3 = z
    let c0 = z
    let c1 = z
    let c2 = z
    let c3 = z
    let d0 = z
    let d1 = z
    let d2 = z
    let d3 = z
    for (let j: usize = 0; j < wide; j += 64) {
      const v0 = v128.load(y + j)
      const v1 = v128.load(y + j, 16)
      const v2 = v128.load(y + j, 32)
      const v3 = v128.load(y + j, 48)
      a0 = f32x4.relaxed_madd(v128.load(p0 + j), v0, a0)
      a1 = f32x4.relaxed_madd(v128.load(p0 + j, 16), v1, a1)
      a2 = f32x4.relaxed_madd(v128.load(p0 + j, 32), v2, a2)
      a3 = f32x4.relaxed_madd(v128.load(p0 + j, 48), v3, a3)
      b0 = f32x4.relaxed_madd(v128.load(p1 + j), v0, b0)
      b1 = f32x4.relaxed_madd(v128.load(p1 + j, 16), v1, b1)
      b2 = f32x4.relaxed_madd(v128.load(p1 + j, 32), v2, b2)
      b3 = f32x4.relaxed_madd(v128.load(p1 + j, 48), v3, b3)
      c0 = f32x4.relaxed_madd(v128.load(p2 + j), v0, c0)
      c1 = f32x4.relaxed_madd(v128.load(p2 + j, 16), v1, c1)
      c2 = f32x4.relaxed_madd(v128.load(p2 + j, 32), v2, c2)
      c3 = f32x4.relaxed_madd(v128.load(p2 + j, 48), v3, c3)
      d0 = f32x4.relaxed_madd(v128.load(p3 + j), v0, d0)
      d1 = f32x4.relaxed_madd(v128.load(p3 + j, 16), v1, d1)
      d2 = f32x4.relaxed_madd(v128.load(p3 + j, 32), v2, d2)
      d3 = f32x4.relaxed_madd(v128.load(p3 + j, 48), v3, d3)
    }
    v128.store(s, a0)
    v128.store(s, a1, 16)
    v128.store(s, a2, 32)
    v128.store(s, a3, 48)
    v128.store(s, b0, 64)
    v128.store(s, b1, 80)
    v128.store(s, b2, 96)
    v128.store(s, b3, 112)
    v128.store(s, c0, 128)
    v128.store(s, c1, 144)
    v128.store(s, c2, 160)
    v128.store(s, c3, 176)
    v128.store(s, d0, 192)
    v128.store(s, d1, 208)
    v128.store(s, d2, 224)
    v128.store(s, d3, 240)
    let a = sumOfFour(s)
    let b = sumOfFour(s + 64)
    let c = sumOfFour(s + 128)
    let d = sumOfFour(s + 192)
    for (let j = wide; j < narrow; j += 16) {
      const v = v128.load(y + j)
      a = f32x4.relaxed_madd(v128.load(p0 + j), v, a)
      b = f32x4.relaxed_madd(v128.load(p1 + j), v, b)
      c = f32x4.relaxed_madd(v128.load(p2 + j), v, c)
      d = f32x4.relaxed_madd(v128.load(p3 + j), v, d)
    }
    // Transposing four rows of partial sums adds all of them up at once.
    const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
    const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
    const sum = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
    const o = x + ((<usize>k) << 2)
    v128.store(o, f32x4.add(v128.load(o), sum))
    for (let j = narrow; j < stride; j += 4) {
      const v = f32.load(y + j)
      f32.store(o, f32.load(o) + f32.load(p0 + j) * v)
      f32.store(o, f32.load(o, 4) + f32.load(p1 + j) * v, 4)
      f32.store(o, f32.load(o, 8) + f32.load(p2 + j) * v, 8)
      f32.store(o, f32.load(o, 12) + f32.load(p3 + j) * v, 12)
    }
  }
  for (; k < K; k++) {
    const p = W + (<usize>k) * stride
    let a = f32x4.splat(0)
    for (let j: usize = 0; j < narrow; j += 16) a = f32x4.relaxed_madd(v128.load(p + j), v128.load(y + j), a)
    let sum = sumLanes(a)
    for (let j = narrow; j < stride; j += 4) sum += f32.load(p + j) * f32.load(y + j)
    const o = x + ((<usize>k) << 2)
    f32.store(o, f32.load(o) + sum)
  }
}

/** Sum of the four adjacent vectors at s. */
// @ts-ignore: decorator
@inline
function sumOfFour(s: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(s), v128.load(s, 16)), f32x4.add(v128.load(s, 32), v128.load(s, 48)))
}

/**
 * dW[K, N] = sum over t < T of x_t[K] (outer) y_t[N], each number written once. x_t lies at x + t xStep (bytes), y_t at
 * y + t yStep.
 */
export function sumOuter(x: usize, xStep: usize, y: usize, yStep: usize, T: i32, dW: usize, K: i32, N: i32): void {
  const stride: usize = (<usize>N) << 2
  let k = 0
  for (; k + 4 <= K; k += 4) outer4(x + ((<usize>k) << 2), xStep, y, yStep, T, dW + (<usize>k) * stride, stride)
  for (; k < K; k++) outerTail(x + ((<usize>k) << 2), xStep, y, yStep, T, dW + (<usize>k) * stride, stride, 0)
}

/** Four rows of sumOuter. */
function outer4(x: usize, xStep: usize, y: usize, yStep: usize, T: i32, g: usize, stride: usize): void {
  const wide: usize = stride & ~63
  const g1 = g + stride
  const g2 = g1 + stride
  const g3 = g2 + stride
  for (let j: usize = 0; j < wide; j += 64) {
    const z = f32x4.splat(0)
    let a0 = z
    let a1 = z
    let a2 = z
    let a3 = z
    let b0 = z
    let b1 = z
    let b2 = z
    let b3 = z
    let c0 = z
    let c1 = z
    let c2 = z
    let c3 = z
    let d0 = z
    let d1 = z
    let d2 = z
    let d3 = z
    let p = x
    let q = y + j
    for (let t = 0; t < T; t++) {
      const v0 = v128.load(q)
      const v1 = v128.load(q, 16)
      const v2 = v128.load(q, 32)
      const v3 = v128.load(q, 48)
      let s = v128.load32_splat(p)
      a0 = f32x4.relaxed_madd(s, v0, a0)
      a1 = f32x4.relaxed_madd(s, v1, a1)
      a2 = f32x4.relaxed_madd(s, v2, a2)
      a3 = f32x4.relaxed_madd(s, v3, a3)
      s = v128.load32_splat(p, 4)
      b0 = f32x4.relaxed_madd(s, v0, b0)
      b1 = f32x4.relaxed_madd(s, v1, b1)
      b2 = f32x4.relaxed_madd(s, v2, b2)
      b3 = f32x4.relaxed_madd(s, v3, b3)
      s = v128.load32_splat(p, 8)
      c0 = f32x4.relaxed_madd(s, v0, c0)
      c1 = f32x4.relaxed_madd(s, v1, c1)
      c2 = f32x4.relaxed_madd(s, v2, c2)
      c3 = f32x4.relaxed_madd(s, v3, c3)
      s = v128.load32_splat(p, 12)
      d0 = f32x4.relaxed_madd(s, v0, d0)
      d1 = f32x4.relaxed_madd(s, v1, d1)
      d2 = f32x4.relaxed_madd(s, v2, d2)
      d3 = f32x4.relaxed_madd(s, v3, d3)
      p += xStep
      q += yStep
    }
    v128.store(g + j, a0)
    v128.store(g + j, a1, 16)
    v128.store(g + j, a2, 32)
    v128.store(g + j, a3, 48)
    v128.store(g1 + j, b0)
    v128.store(g1 + j, b1, 16)
    v128.store(g1 + j, b2, 32)
    v128.store(g1 + j, b3, 48)
    v128.store(g2 + j, c0)
    v128.store(g2 + j, c1, 16)
    v128.store(g2 + j, c2, 32)
    v128.store(g2 + j, c3, 48)
    v128.store(g3 + j, d0)
    v128.store(g3 + j, d1, 16)
    v128.store(g3 + j, d2, 32)
    v128.store(g3 + j, d3, 48)
  }
  outerTail(x, xStep, y, yStep, T, g, stride, wide)
  outerTail(x + 4, xStep, y, yStep, T, g1, stride, wide)
  outerTail(x + 8, xStep, y, yStep, T, g2, stride, wide)
  outerTail(x + 12, xStep, y, yStep, T, g3, stride, wide)
}

/** Columns from byte `from` on of one row of sumOuter. */
function outerTail(
  x: usize,
  xStep: usize,
  y: usize,
  yStep: usize,
  T: i32,
  g: usize,
  stride: usize,
  from: usize,
): void {
  let j = from
  for (; j + 16 <= stride; j += 16) {
    let a = f32x4.splat(0)
    let p = x
    let q = y + j
    for (let t = 0; t < T; t++) {
      a = f32x4.relaxed_madd(v128.load32_splat(p), v128.load(q), a)
      p += xStep
      q += yStep
    }
    v128.store(g + j, a)
  }
  for (; j < stride; j += 4) {
    let a: f32 = 0
    let p = x
    let q = y + j
    for (let t = 0; t < T; t++) {
      a += f32.load(p) * f32.load(q)
      p += xStep
      q += yStep
    }
    f32.store(g + j, a)
  }
}

/** db[N] = sum over t < T of y_t[N], y_t at y + t yStep (bytes). */
export function sumVectors(y: usize, yStep: usize, T: i32, db: usize, N: i32): void {
  const bytes: usize = (<usize>N) << 2
  memory.copy(db, y, bytes)
  for (let t = 1; t < T; t++) addRow(y + (<usize>t) * yStep, db, N)
}

/** y[N] += x[N] */
export function addRow(x: usize, y: usize, N: i32): void {
  const bytes: usize = (<usize>N) << 2
  const wide: usize = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) v128.store(y + i, f32x4.add(v128.load(y + i), v128.load(x + i)))
  for (let i = wide; i < bytes; i += 4) f32.store(y + i, f32.load(y + i) + f32.load(x + i))
}
