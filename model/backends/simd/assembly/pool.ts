// Max pooling over 2 x 2 windows with stride 2, pictures [B, H, W, channels]; items are output rows of all pictures.

/** out [B, outHeight, outWidth, channels]. */
export function maxPool(
  x: usize, out: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  from: i32, to: i32,
): void {
  const pixel = <usize>channels << 2
  const line = <usize>width * pixel
  for (let row = from; row < to; row++) {
    let top = x + <usize>((row / outHeight) * height + (row % outHeight) * 2) * line
    let o = out + <usize>row * <usize>outWidth * pixel
    for (let c = 0; c < outWidth; c++) {
      let i: usize = 0
      for (; i + 32 <= pixel; i += 32) {
        const right = top + i + pixel
        const below = top + i + line
        const across = below + pixel
        const a = f32x4.max(v128.load(top + i), v128.load(right))
        const b = f32x4.max(v128.load(top + i, 16), v128.load(right, 16))
        const c = f32x4.max(v128.load(below), v128.load(across))
        const d = f32x4.max(v128.load(below, 16), v128.load(across, 16))
        v128.store(o + i, f32x4.max(a, c))
        v128.store(o + i, f32x4.max(b, d), 16)
      }
      for (; i < pixel; i += 4) {
        const a = max<f32>(f32.load(top + i), f32.load(top + i + pixel))
        const b = max<f32>(f32.load(top + i + line), f32.load(top + i + line + pixel))
        f32.store(o + i, max<f32>(a, b))
      }
      top += 2 * pixel
      o += pixel
    }
  }
}

/** dx: dy goes to the first of each window's largest pixels in reading order. Pixels in no window are left alone. */
export function maxPoolGrad(
  dy: usize, x: usize, dx: usize, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32,
  from: i32, to: i32,
): void {
  const pixel = <usize>channels << 2
  const line = <usize>width * pixel
  for (let row = from; row < to; row++) {
    const start = <usize>((row / outHeight) * height + (row % outHeight) * 2) * line
    let top = x + start
    let d = dx + start
    let g = dy + <usize>row * <usize>outWidth * pixel
    for (let c = 0; c < outWidth; c++) {
      let i: usize = 0
      for (; i + 32 <= pixel; i += 32) {
        const right = top + i + pixel
        const below = top + i + line
        const across = below + pixel
        let bestA = v128.load(top + i), bestB = v128.load(top + i, 16)
        const a1 = v128.load(right), b1 = v128.load(right, 16)
        const a2 = v128.load(below), b2 = v128.load(below, 16)
        const a3 = v128.load(across), b3 = v128.load(across, 16)
        const gA = v128.load(g + i), gB = v128.load(g + i, 16)
        const isRightA = f32x4.gt(a1, bestA), isRightB = f32x4.gt(b1, bestB)
        bestA = v128.bitselect(a1, bestA, isRightA), bestB = v128.bitselect(b1, bestB, isRightB)
        const isBelowA = f32x4.gt(a2, bestA), isBelowB = f32x4.gt(b2, bestB)
        bestA = v128.bitselect(a2, bestA, isBelowA), bestB = v128.bitselect(b2, bestB, isBelowB)
        const isAcrossA = f32x4.gt(a3, bestA), isAcrossB = f32x4.gt(b3, bestB)
        const restA = v128.andnot(gA, isAcrossA), restB = v128.andnot(gB, isAcrossB)
        const lineA = v128.andnot(restA, isBelowA), lineB = v128.andnot(restB, isBelowB)
        const to = d + i
        v128.store(to, v128.andnot(lineA, isRightA))
        v128.store(to, v128.andnot(lineB, isRightB), 16)
        v128.store(to + pixel, v128.and(lineA, isRightA))
        v128.store(to + pixel, v128.and(lineB, isRightB), 16)
        v128.store(to + line, v128.and(restA, isBelowA))
        v128.store(to + line, v128.and(restB, isBelowB), 16)
        v128.store(to + line + pixel, v128.and(gA, isAcrossA))
        v128.store(to + line + pixel, v128.and(gB, isAcrossB), 16)
      }
      for (; i < pixel; i += 4) {
        let best = larger(top, i, i + pixel)
        best = larger(top, best, i + line)
        best = larger(top, best, i + line + pixel)
        f32.store(d + i, 0)
        f32.store(d + i + pixel, 0)
        f32.store(d + i + line, 0)
        f32.store(d + i + line + pixel, 0)
        f32.store(d + best, f32.load(g + i))
      }
      top += 2 * pixel
      d += 2 * pixel
      g += pixel
    }
  }
}

// @ts-ignore: decorator
@inline
function larger(x: usize, first: usize, second: usize): usize {
  return f32.load(x + second) > f32.load(x + first) ? second : first
}
