// Products with one program's own generated matrix, which is read from cache. Matrices are row-major [K, N]; any K and N.
// What does not divide by a block is served by a last block that overlaps the one before: every block writes, none adds.
// Numbers are stored in groups of adjacent 128-bit vectors, which V8 joins into 256-bit ones.
import { scratch } from './scratch'

/** As many zeros as a block has columns. */
const ZEROS: usize = memory.data(256, 16)

/** y[N] = init[N] + x[K] W[K, N]; from zeros where init is 0. */
export function product(x: usize, W: usize, init: usize, y: usize, K: i32, N: i32): void {
  rowProduct(x, 4, W, <usize>N << 2, init, y, K, N)
}

/** `product` with x_k at x + k xStep and row k at W + k wStep (bytes). */
function rowProduct(
  x: usize, xStep: usize, W: usize, wStep: usize, init: usize, y: usize, K: i32, N: i32,
): void {
  const bytes = <usize>N << 2
  let j: usize = 0
  for (; j + 256 <= bytes; j += 256) block(true, x, xStep, W + j, wStep, init ? init + j : ZEROS, y + j, K)
  if (bytes >= 128) {
    for (; j < bytes; j += 128) {
      const at = min(j, bytes - 128)
      block(false, x, xStep, W + at, wStep, init ? init + at : ZEROS, y + at, K)
    }
  } else if (bytes >= 16) {
    for (; j < bytes; j += 16) {
      const at = min(j, bytes - 16)
      vector(x, xStep, W + at, wStep, init ? init + at : ZEROS, y + at, K)
    }
  } else {
    for (; j < bytes; j += 4) number(x, xStep, W + j, wStep, init ? init + j : ZEROS, y + j, K)
  }
}

/** 32 columns of rowProduct, 64 if wide. */
// @ts-ignore: decorator
@inline
function block(
  wide: bool, x: usize, xStep: usize, W: usize, wStep: usize, init: usize, y: usize, K: i32,
): void {
  let c0 = v128.load(init)
  let c1 = v128.load(init, 16)
  let c2 = v128.load(init, 32)
  let c3 = v128.load(init, 48)
  let c4 = v128.load(init, 64)
  let c5 = v128.load(init, 80)
  let c6 = v128.load(init, 96)
  let c7 = v128.load(init, 112)
  let c8 = wide ? v128.load(init, 128) : c0
  let c9 = wide ? v128.load(init, 144) : c0
  let c10 = wide ? v128.load(init, 160) : c0
  let c11 = wide ? v128.load(init, 176) : c0
  let c12 = wide ? v128.load(init, 192) : c0
  let c13 = wide ? v128.load(init, 208) : c0
  let c14 = wide ? v128.load(init, 224) : c0
  let c15 = wide ? v128.load(init, 240) : c0
  for (let k = 0; k < K; k++) {
    const s = v128.load32_splat(x)
    c0 = f32x4.relaxed_madd(s, v128.load(W), c0)
    c1 = f32x4.relaxed_madd(s, v128.load(W, 16), c1)
    c2 = f32x4.relaxed_madd(s, v128.load(W, 32), c2)
    c3 = f32x4.relaxed_madd(s, v128.load(W, 48), c3)
    c4 = f32x4.relaxed_madd(s, v128.load(W, 64), c4)
    c5 = f32x4.relaxed_madd(s, v128.load(W, 80), c5)
    c6 = f32x4.relaxed_madd(s, v128.load(W, 96), c6)
    c7 = f32x4.relaxed_madd(s, v128.load(W, 112), c7)
    if (wide) {
      c8 = f32x4.relaxed_madd(s, v128.load(W, 128), c8)
      c9 = f32x4.relaxed_madd(s, v128.load(W, 144), c9)
      c10 = f32x4.relaxed_madd(s, v128.load(W, 160), c10)
      c11 = f32x4.relaxed_madd(s, v128.load(W, 176), c11)
      c12 = f32x4.relaxed_madd(s, v128.load(W, 192), c12)
      c13 = f32x4.relaxed_madd(s, v128.load(W, 208), c13)
      c14 = f32x4.relaxed_madd(s, v128.load(W, 224), c14)
      c15 = f32x4.relaxed_madd(s, v128.load(W, 240), c15)
    }
    x += xStep
    W += wStep
  }
  v128.store(y, c0)
  v128.store(y, c1, 16)
  v128.store(y, c2, 32)
  v128.store(y, c3, 48)
  v128.store(y, c4, 64)
  v128.store(y, c5, 80)
  v128.store(y, c6, 96)
  v128.store(y, c7, 112)
  if (wide) {
    v128.store(y, c8, 128)
    v128.store(y, c9, 144)
    v128.store(y, c10, 160)
    v128.store(y, c11, 176)
    v128.store(y, c12, 192)
    v128.store(y, c13, 208)
    v128.store(y, c14, 224)
    v128.store(y, c15, 240)
  }
}

/** Four columns of rowProduct. */
function vector(x: usize, xStep: usize, W: usize, wStep: usize, init: usize, y: usize, K: i32): void {
  let c = v128.load(init)
  for (let k = 0; k < K; k++) {
    c = f32x4.relaxed_madd(v128.load32_splat(x), v128.load(W), c)
    x += xStep
    W += wStep
  }
  v128.store(y, c)
}

/** One column of rowProduct. */
function number(x: usize, xStep: usize, W: usize, wStep: usize, init: usize, y: usize, K: i32): void {
  let c = f32.load(init)
  for (let k = 0; k < K; k++) {
    c += f32.load(x) * f32.load(W)
    x += xStep
    W += wStep
  }
  f32.store(y, c)
}

/** x[K] += W[K, N] y[N] */
export function addTransposedProduct(W: usize, y: usize, x: usize, K: i32, N: i32): void {
  const stride = <usize>N << 2
  const last = W + <usize>(K - 1) * stride
  const sums = scratch + 256
  for (let k = 0; k < K; k += 8) {
    dots8(W + <usize>k * stride, last, stride, y, sums)
    const out = x + (<usize>k << 2)
    if (k + 8 <= K) {
      const u = f32x4.add(v128.load(out), v128.load(sums))
      const v = f32x4.add(v128.load(out, 16), v128.load(sums, 16))
      v128.store(out, u)
      v128.store(out, v, 16)
    } else {
      const bytes = <usize>(K - k) << 2
      for (let i: usize = 0; i < bytes; i += 4) f32.store(out + i, f32.load(out + i) + f32.load(sums + i))
    }
  }
}

/** sums[8] = W_i y of eight rows from p0 on, the last one again beyond it. Accumulators lie side by side in scratch. */
// @ts-ignore: decorator
@inline
function dots8(p0: usize, last: usize, stride: usize, y: usize, sums: usize): void {
  const p1 = min(p0 + stride, last)
  const p2 = min(p1 + stride, last)
  const p3 = min(p2 + stride, last)
  const p4 = min(p3 + stride, last)
  const p5 = min(p4 + stride, last)
  const p6 = min(p5 + stride, last)
  const p7 = min(p6 + stride, last)
  const wide: usize = stride & ~31
  let a0 = f32x4.splat(0)
  let a1 = a0
  let b0 = a0
  let b1 = a0
  let c0 = a0
  let c1 = a0
  let d0 = a0
  let d1 = a0
  let e0 = a0
  let e1 = a0
  let f0 = a0
  let f1 = a0
  let g0 = a0
  let g1 = a0
  let h0 = a0
  let h1 = a0
  let j: usize = 0
  for (; j < wide; j += 32) {
    const u = v128.load(y + j)
    const v = v128.load(y + j, 16)
    a0 = f32x4.relaxed_madd(v128.load(p0 + j), u, a0)
    a1 = f32x4.relaxed_madd(v128.load(p0 + j, 16), v, a1)
    b0 = f32x4.relaxed_madd(v128.load(p1 + j), u, b0)
    b1 = f32x4.relaxed_madd(v128.load(p1 + j, 16), v, b1)
    c0 = f32x4.relaxed_madd(v128.load(p2 + j), u, c0)
    c1 = f32x4.relaxed_madd(v128.load(p2 + j, 16), v, c1)
    d0 = f32x4.relaxed_madd(v128.load(p3 + j), u, d0)
    d1 = f32x4.relaxed_madd(v128.load(p3 + j, 16), v, d1)
    e0 = f32x4.relaxed_madd(v128.load(p4 + j), u, e0)
    e1 = f32x4.relaxed_madd(v128.load(p4 + j, 16), v, e1)
    f0 = f32x4.relaxed_madd(v128.load(p5 + j), u, f0)
    f1 = f32x4.relaxed_madd(v128.load(p5 + j, 16), v, f1)
    g0 = f32x4.relaxed_madd(v128.load(p6 + j), u, g0)
    g1 = f32x4.relaxed_madd(v128.load(p6 + j, 16), v, g1)
    h0 = f32x4.relaxed_madd(v128.load(p7 + j), u, h0)
    h1 = f32x4.relaxed_madd(v128.load(p7 + j, 16), v, h1)
  }
  const s = scratch
  v128.store(s, a0)
  v128.store(s, a1, 16)
  v128.store(s, b0, 32)
  v128.store(s, b1, 48)
  v128.store(s, c0, 64)
  v128.store(s, c1, 80)
  v128.store(s, d0, 96)
  v128.store(s, d1, 112)
  v128.store(s, e0, 128)
  v128.store(s, e1, 144)
  v128.store(s, f0, 160)
  v128.store(s, f1, 176)
  v128.store(s, g0, 192)
  v128.store(s, g1, 208)
  v128.store(s, h0, 224)
  v128.store(s, h1, 240)
  const low = sumsOfFour(s)
  const high = sumsOfFour(s + 128)
  v128.store(sums, low)
  v128.store(sums, high, 16)
  for (; j < stride; j += 4) {
    const v = f32.load(y + j)
    addProductTo(sums, p0 + j, v)
    addProductTo(sums + 4, p1 + j, v)
    addProductTo(sums + 8, p2 + j, v)
    addProductTo(sums + 12, p3 + j, v)
    addProductTo(sums + 16, p4 + j, v)
    addProductTo(sums + 20, p5 + j, v)
    addProductTo(sums + 24, p6 + j, v)
    addProductTo(sums + 28, p7 + j, v)
  }
}

/** Sums of four rows of eight numbers at s: transposing the rows' partial sums adds all of them up at once. */
// @ts-ignore: decorator
@inline
function sumsOfFour(s: usize): v128 {
  const a = f32x4.add(v128.load(s), v128.load(s, 16))
  const b = f32x4.add(v128.load(s, 32), v128.load(s, 48))
  const c = f32x4.add(v128.load(s, 64), v128.load(s, 80))
  const d = f32x4.add(v128.load(s, 96), v128.load(s, 112))
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
}

// @ts-ignore: decorator
@inline
function addProductTo(sum: usize, x: usize, y: f32): void {
  f32.store(sum, f32.load(sum) + f32.load(x) * y)
}

/** Rows of dW that sumOuter zeroes at once: memory.fill takes their lines into the cache unread, as no store does. */
const FILLED_ROWS = 16

/** dW[K, N] = sum over t < T of x_t[K] (outer) y_t[N]. x_t lies at x + t step (bytes), y_t at y + t step. */
export function sumOuter(x: usize, y: usize, step: usize, T: i32, dW: usize, K: i32, N: i32): void {
  const stride = <usize>N << 2
  if (stride < 64) {
    for (let k: usize = 0; k < <usize>K; k++) rowProduct(x + (k << 2), step, y, step, 0, dW + k * stride, T, N)
    return
  }
  const last = K - 1
  for (let k = 0; k < K; k += 4) {
    if (k % FILLED_ROWS == 0) memory.fill(dW + <usize>k * stride, 0, <usize>min(FILLED_ROWS, K - k) * stride)
    for (let j: usize = 0; j < stride; j += 64) outerTile(x, y, step, T, dW, stride, k, last, min(j, stride - 64))
  }
}

/** Rows k to k + 3 of sumOuter, the last one again beyond it, 16 columns from byte j on. */
// @ts-ignore: decorator
@inline
function outerTile(
  x: usize, y: usize, step: usize, T: i32, dW: usize, stride: usize, k: i32, last: i32, j: usize,
): void {
  const k0 = <usize>k
  const k1 = <usize>min(k + 1, last)
  const k2 = <usize>min(k + 2, last)
  const k3 = <usize>min(k + 3, last)
  const x1 = (k1 - k0) << 2
  const x2 = (k2 - k0) << 2
  const x3 = (k3 - k0) << 2
  let a0 = f32x4.splat(0)
  let a1 = a0
  let a2 = a0
  let a3 = a0
  let b0 = a0
  let b1 = a0
  let b2 = a0
  let b3 = a0
  let c0 = a0
  let c1 = a0
  let c2 = a0
  let c3 = a0
  let d0 = a0
  let d1 = a0
  let d2 = a0
  let d3 = a0
  let p = x + (k0 << 2)
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
    s = v128.load32_splat(p + x1)
    b0 = f32x4.relaxed_madd(s, v0, b0)
    b1 = f32x4.relaxed_madd(s, v1, b1)
    b2 = f32x4.relaxed_madd(s, v2, b2)
    b3 = f32x4.relaxed_madd(s, v3, b3)
    s = v128.load32_splat(p + x2)
    c0 = f32x4.relaxed_madd(s, v0, c0)
    c1 = f32x4.relaxed_madd(s, v1, c1)
    c2 = f32x4.relaxed_madd(s, v2, c2)
    c3 = f32x4.relaxed_madd(s, v3, c3)
    s = v128.load32_splat(p + x3)
    d0 = f32x4.relaxed_madd(s, v0, d0)
    d1 = f32x4.relaxed_madd(s, v1, d1)
    d2 = f32x4.relaxed_madd(s, v2, d2)
    d3 = f32x4.relaxed_madd(s, v3, d3)
    p += step
    q += step
  }
  let g = dW + k0 * stride + j
  v128.store(g, a0)
  v128.store(g, a1, 16)
  v128.store(g, a2, 32)
  v128.store(g, a3, 48)
  g = dW + k1 * stride + j
  v128.store(g, b0)
  v128.store(g, b1, 16)
  v128.store(g, b2, 32)
  v128.store(g, b3, 48)
  g = dW + k2 * stride + j
  v128.store(g, c0)
  v128.store(g, c1, 16)
  v128.store(g, c2, 32)
  v128.store(g, c3, 48)
  g = dW + k3 * stride + j
  v128.store(g, d0)
  v128.store(g, d1, 16)
  v128.store(g, d2, 32)
  v128.store(g, d3, 48)
}

/** What `prefetch` has read: a result nobody needs, kept so that reading is not left out. */
let seen: v128 = f32x4.splat(0)

/**
 * Reads every cache line of a block in order: so it comes from memory at the rate of a stream, before something walks it in
 * another order.
 */
export function prefetch(block: usize, bytes: usize): void {
  const end = block + bytes
  let a = f32x4.splat(0)
  for (let p = block; p < end; p += 64) a = v128.or(a, v128.load32_zero(p))
  seen = a
}
