// The affine bilinear sampler (Jaderberg et al. 2015) on one image [H, H]; zeros outside it.

// The placement at hand: its matrix (a, b, tx; c, d, ty), and how it walks the image.
let a: f32 = 0
let b: f32 = 0
let tx: f32 = 0
let c: f32 = 0
let d: f32 = 0
let ty: f32 = 0
/** Output coordinates of the first row and column, and between rows and columns. */
let start: f32 = 0
let step: f32 = 0
/** Half the image's side, px. */
let half: f32 = 0
/** Place in the image, px, of the first column of the row at hand, and what one column moves it by. */
let x0: f32 = 0
let y0: f32 = 0
let dx: f32 = 0
let dy: f32 = 0
/** Columns to a pixel of the image. */
let perX: f32 = 0
let perY: f32 = 0
/** Columns [first, past) of the row at hand can touch the image. */
let first: i32 = 0
let past: i32 = 0

/**
 * Takes up a placement by the matrix [6], `offset` added to its scales, of an image [H, H] on a square of `side`. False
 * where a number is not finite.
 */
function take(matrix: usize, offset: f32, H: i32, side: i32): bool {
  a = f32.load(matrix) + offset
  b = f32.load(matrix, 4)
  tx = f32.load(matrix, 8)
  c = f32.load(matrix, 12)
  d = f32.load(matrix, 16) + offset
  ty = f32.load(matrix, 20)
  half = <f32>0.5 * <f32>(H - 1)
  step = side > 1 ? <f32>2 / <f32>(side - 1) : 0
  start = side > 1 ? -1 : 0
  dx = a * step * half
  dy = c * step * half
  perX = <f32>1 / dx
  perY = <f32>1 / dy
  return isFinite<f32>(a + b + tx + c + d + ty)
}

/**
 * Turns to an output row. Bounds its columns to those within a pixel of the image, generously by a column on either side:
 * most of a placed part's canvas lies outside and is never visited. Not-a-number bounds nothing.
 */
function turnToRow(i: i32, H: i32, side: i32): void {
  const v: f32 = step * <f32>i + start
  x0 = (a * start + b * v + tx + 1) * half
  y0 = (c * start + d * v + ty + 1) * half
  const end = <f32>H
  const xa: f32 = (-1 - x0) * perX
  const xb: f32 = (end - x0) * perX
  const ya: f32 = (-1 - y0) * perY
  const yb: f32 = (end - y0) * perY
  let low: f32 = 0
  let high = <f32>side
  if (min<f32>(xa, xb) > low) low = min<f32>(xa, xb)
  if (min<f32>(ya, yb) > low) low = min<f32>(ya, yb)
  if (max<f32>(xa, xb) < high) high = max<f32>(xa, xb)
  if (max<f32>(ya, yb) < high) high = max<f32>(ya, yb)
  first = max<i32>(0, <i32>min<f32>(low, <f32>side) - 1)
  past = min<i32>(side, <i32>max<f32>(high, 0) + 2)
}

/** Whether the image has that column and row; below zero is beyond any side when read without a sign. */
// @ts-ignore: decorator
@inline
function inside(H: i32, x: i32, y: i32): bool {
  return <u32>x < <u32>H && <u32>y < <u32>H
}

/** The image's pixel in that column and row, 0 outside. */
// @ts-ignore: decorator
@inline
function pixel(image: usize, H: i32, x: i32, y: i32): f32 {
  return inside(H, x, y) ? f32.load(image + (<usize>(y * H + x) << 2)) : 0
}

/** Adds v to the image's pixel in that column and row, if there is one. */
// @ts-ignore: decorator
@inline
function addPixel(image: usize, H: i32, x: i32, y: i32, v: f32): void {
  if (inside(H, x, y)) {
    const p = image + (<usize>(y * H + x) << 2)
    f32.store(p, f32.load(p) + v)
  }
}

/** out[side, side] += the image seen through the matrix with `offset` on its scales, or NaN where that is not finite. */
export function addSample(image: usize, H: i32, matrix: usize, offset: f32, side: i32, out: usize): void {
  if (!take(matrix, offset, H, side)) {
    for (let i: usize = 0; i < <usize>(side * side) << 2; i += 4) f32.store(out + i, NaN)
    return
  }
  const end = <f32>H
  for (let i = 0; i < side; i++) {
    turnToRow(i, H, side)
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
  dOut: usize, image: usize, H: i32, matrix: usize, offset: f32, side: i32, dImage: usize, dMatrix: usize,
): void {
  if (!take(matrix, offset, H, side)) {
    for (let i: usize = 0; i < 24; i += 4) f32.store(dMatrix + i, NaN)
    return
  }
  const end = <f32>H
  let ga: f32 = 0
  let gb: f32 = 0
  let gtx: f32 = 0
  let gc: f32 = 0
  let gd: f32 = 0
  let gty: f32 = 0
  for (let i = 0; i < side; i++) {
    turnToRow(i, H, side)
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
    const v: f32 = step * <f32>i + start
    gtx += rowX
    gty += rowY
    gb += rowX * v
    gd += rowY * v
  }
  addTo(dMatrix, ga * half)
  addTo(dMatrix + 4, gb * half)
  addTo(dMatrix + 8, gtx * half)
  addTo(dMatrix + 12, gc * half)
  addTo(dMatrix + 16, gd * half)
  addTo(dMatrix + 20, gty * half)
}

// @ts-ignore: decorator
@inline
function addTo(p: usize, v: f32): void {
  f32.store(p, f32.load(p) + v)
}

/** Images [from, to): out [N, side, side] of image [N, H, H] and matrix [N, 6]. */
export function affineSample(
  image: usize, matrix: usize, out: usize, H: i32, side: i32, from: i32, to: i32,
): void {
  const imageBytes = <usize>(H * H) << 2
  const outBytes = <usize>(side * side) << 2
  for (let n: usize = from; n < <usize>to; n++) {
    const o = out + n * outBytes
    memory.fill(o, 0, outBytes)
    addSample(image + n * imageBytes, H, matrix + n * 24, 0, side, o)
  }
}

/** Images [from, to): the gradients dImage [N, H, H] and dMatrix [N, 6]. */
export function affineSampleGrad(
  dOut: usize, image: usize, matrix: usize, dImage: usize, dMatrix: usize, H: i32, side: i32, from: i32, to: i32,
): void {
  const imageBytes = <usize>(H * H) << 2
  const outBytes = <usize>(side * side) << 2
  for (let n: usize = from; n < <usize>to; n++) {
    const dImageRow = dImage + n * imageBytes
    const dMatrixRow = dMatrix + n * 24
    memory.fill(dImageRow, 0, imageBytes)
    memory.fill(dMatrixRow, 0, 24)
    addSampleGradient(
      dOut + n * outBytes, image + n * imageBytes, H, matrix + n * 24, 0, side, dImageRow, dMatrixRow,
    )
  }
}
