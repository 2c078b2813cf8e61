// The affine bilinear sampler (Jaderberg et al. 2015) on one image [H, H]; zeros outside it.

/** Columns [first, past) of an output row that can touch the image; globals, as a function returns one number. */
let first: i32 = 0
let past: i32 = 0

/**
 * Bounds the columns j whose place (x + j dx, y + j dy), in pixels, lies within a pixel of the image, generously by a
 * column on either side: most of a placed part's canvas lies outside and is never visited. Not-a-number bounds nothing.
 */
function boundColumns(x: f32, dx: f32, y: f32, dy: f32, H: i32, side: i32): void {
  const end = <f32>H
  const xa: f32 = (-1 - x) / dx
  const xb: f32 = (end - x) / dx
  const ya: f32 = (-1 - y) / dy
  const yb: f32 = (end - y) / dy
  let low: f32 = 0
  let high = <f32>side
  if (min<f32>(xa, xb) > low) low = min<f32>(xa, xb)
  if (min<f32>(ya, yb) > low) low = min<f32>(ya, yb)
  if (max<f32>(xa, xb) < high) high = max<f32>(xa, xb)
  if (max<f32>(ya, yb) < high) high = max<f32>(ya, yb)
  first = max<i32>(0, <i32>min<f32>(low, <f32>side) - 1)
  past = min<i32>(side, <i32>max<f32>(high, 0) + 2)
}

/** Whether all six numbers of a matrix are finite, and their sum. */
// @ts-ignore: decorator
@inline
function finite(a: f32, b: f32, tx: f32, c: f32, d: f32, ty: f32): bool {
  return isFinite<f32>(a + b + tx + c + d + ty)
}

/** The image's pixel in that column and row, 0 outside. */
// @ts-ignore: decorator
@inline
function pixel(image: usize, H: i32, x: i32, y: i32): f32 {
  return x >= 0 && x < H && y >= 0 && y < H ? f32.load(image + (<usize>(y * H + x) << 2)) : 0
}

/** Adds v to the image's pixel in that column and row, if there is one. */
// @ts-ignore: decorator
@inline
function addPixel(image: usize, H: i32, x: i32, y: i32, v: f32): void {
  if (x >= 0 && x < H && y >= 0 && y < H) {
    const p = image + (<usize>(y * H + x) << 2)
    f32.store(p, f32.load(p) + v)
  }
}

/** out[side, side] += the image seen through the matrix (a, b, tx; c, d, ty), or NaN where that is not finite. */
export function addSample(
  image: usize,
  H: i32,
  a: f32,
  b: f32,
  tx: f32,
  c: f32,
  d: f32,
  ty: f32,
  side: i32,
  out: usize,
): void {
  if (!finite(a, b, tx, c, d, ty)) {
    for (let i: usize = 0; i < <usize>(side * side) << 2; i += 4) f32.store(out + i, NaN)
    return
  }
  const half: f32 = <f32>0.5 * <f32>(H - 1)
  const step: f32 = side > 1 ? <f32>2 / <f32>(side - 1) : 0
  const start: f32 = side > 1 ? -1 : 0
  const dx: f32 = a * step * half
  const dy: f32 = c * step * half
  const end = <f32>H
  for (let i = 0; i < side; i++) {
    const v: f32 = step * <f32>i + start
    const x0: f32 = (a * start + b * v + tx + 1) * half
    const y0: f32 = (c * start + d * v + ty + 1) * half
    boundColumns(x0, dx, y0, dy, H, side)
    const stop = past
    let o = out + (<usize>(i * side + first) << 2)
    for (let j = first; j < stop; j++) {
      const x: f32 = x0 + dx * <f32>j
      const y: f32 = y0 + dy * <f32>j
      if (x > -1 && x < end && y > -1 && y < end) {
        const left = floor<f32>(x)
        const top = floor<f32>(y)
        const wx: f32 = x - left
        const wy: f32 = y - top
        const l = <i32>left
        const t = <i32>top
        const above: f32 = pixel(image, H, l, t) * (1 - wx) + pixel(image, H, l + 1, t) * wx
        const below: f32 = pixel(image, H, l, t + 1) * (1 - wx) + pixel(image, H, l + 1, t + 1) * wx
        f32.store(o, f32.load(o) + above * (1 - wy) + below * wy)
      }
      o += 4
    }
  }
}

/** Adds the gradients of addSample's output dOut to dImage [H, H] and dMatrix [6]; dMatrix may be NaN as out is. */
export function addSampleGradient(
  dOut: usize,
  image: usize,
  H: i32,
  a: f32,
  b: f32,
  tx: f32,
  c: f32,
  d: f32,
  ty: f32,
  side: i32,
  dImage: usize,
  dMatrix: usize,
): void {
  if (!finite(a, b, tx, c, d, ty)) {
    for (let i: usize = 0; i < 24; i += 4) f32.store(dMatrix + i, NaN)
    return
  }
  const half: f32 = <f32>0.5 * <f32>(H - 1)
  const step: f32 = side > 1 ? <f32>2 / <f32>(side - 1) : 0
  const start: f32 = side > 1 ? -1 : 0
  const dx: f32 = a * step * half
  const dy: f32 = c * step * half
  const end = <f32>H
  let ga: f32 = 0
  let gb: f32 = 0
  let gtx: f32 = 0
  let gc: f32 = 0
  let gd: f32 = 0
  let gty: f32 = 0
  for (let i = 0; i < side; i++) {
    const v: f32 = step * <f32>i + start
    const x0: f32 = (a * start + b * v + tx + 1) * half
    const y0: f32 = (c * start + d * v + ty + 1) * half
    boundColumns(x0, dx, y0, dy, H, side)
    const stop = past
    let o = dOut + (<usize>(i * side + first) << 2)
    let rowX: f32 = 0
    let rowY: f32 = 0
    for (let j = first; j < stop; j++) {
      const x: f32 = x0 + dx * <f32>j
      const y: f32 = y0 + dy * <f32>j
      if (x > -1 && x < end && y > -1 && y < end) {
        const left = floor<f32>(x)
        const top = floor<f32>(y)
        const wx: f32 = x - left
        const wy: f32 = y - top
        const l = <i32>left
        const t = <i32>top
        const g = f32.load(o)
        const p00 = pixel(image, H, l, t)
        const p10 = pixel(image, H, l + 1, t)
        const p01 = pixel(image, H, l, t + 1)
        const p11 = pixel(image, H, l + 1, t + 1)
        const gx: f32 = g * ((p10 - p00) * (1 - wy) + (p11 - p01) * wy)
        const gy: f32 = g * ((p01 - p00) * (1 - wx) + (p11 - p10) * wx)
        const u: f32 = step * <f32>j + start
        rowX += gx
        rowY += gy
        ga += gx * u
        gc += gy * u
        addPixel(dImage, H, l, t, g * (1 - wx) * (1 - wy))
        addPixel(dImage, H, l + 1, t, g * wx * (1 - wy))
        addPixel(dImage, H, l, t + 1, g * (1 - wx) * wy)
        addPixel(dImage, H, l + 1, t + 1, g * wx * wy)
      }
      o += 4
    }
    gtx += rowX
    gty += rowY
    gb += rowX * v
    gd += rowY * v
  }
  f32.store(dMatrix, f32.load(dMatrix) + ga * half)
  f32.store(dMatrix, f32.load(dMatrix, 4) + gb * half, 4)
  f32.store(dMatrix, f32.load(dMatrix, 8) + gtx * half, 8)
  f32.store(dMatrix, f32.load(dMatrix, 12) + gc * half, 12)
  f32.store(dMatrix, f32.load(dMatrix, 16) + gd * half, 16)
  f32.store(dMatrix, f32.load(dMatrix, 20) + gty * half, 20)
}

/** Images [from, to): out [N, side, side] of image [N, H, H] and matrix [N, 6]. */
export function affineSample(
  image: usize,
  matrix: usize,
  out: usize,
  H: i32,
  side: i32,
  from: i32,
  to: i32,
): void {
  const imageBytes = <usize>(H * H) << 2
  const outBytes = <usize>(side * side) << 2
  for (let n: usize = from; n < <usize>to; n++) {
    const m = matrix + n * 24
    const o = out + n * outBytes
    memory.fill(o, 0, outBytes)
    addSample(
      image + n * imageBytes,
      H,
      f32.load(m),
      f32.load(m, 4),
      f32.load(m, 8),
      f32.load(m, 12),
      f32.load(m, 16),
      f32.load(m, 20),
      side,
      o,
    )
  }
}

/** Images [from, to): the gradients dImage [N, H, H] and dMatrix [N, 6]. */
export function affineSampleGrad(
  dOut: usize,
  image: usize,
  matrix: usize,
  dImage: usize,
  dMatrix: usize,
  H: i32,
  side: i32,
  from: i32,
  to: i32,
): void {
  const imageBytes = <usize>(H * H) << 2
  const outBytes = <usize>(side * side) << 2
  for (let n: usize = from; n < <usize>to; n++) {
    const m = matrix + n * 24
    memory.fill(dImage + n * imageBytes, 0, imageBytes)
    memory.fill(dMatrix + n * 24, 0, 24)
    addSampleGradient(
      dOut + n * outBytes,
      image + n * imageBytes,
      H,
      f32.load(m),
      f32.load(m, 4),
      f32.load(m, 8),
      f32.load(m, 12),
      f32.load(m, 16),
      f32.load(m, 20),
      side,
      dImage + n * imageBytes,
      dMatrix + n * 24,
    )
  }
}
