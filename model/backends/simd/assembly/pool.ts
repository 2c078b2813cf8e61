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
      for (; i + 16 <= pixel; i += 16) {
        const a = f32x4.max(v128.load(top + i), v128.load(top + i + pixel))
        const b = f32x4.max(v128.load(top + i + line), v128.load(top + i + line + pixel))
        v128.store(o + i, f32x4.max(a, b))
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

/** dx: dy goes to the first of each window's largest pixels in reading order. dx holds zeros before. */
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
      for (let i: usize = 0; i < pixel; i += 4) {
        let best = larger(top, i, i + pixel)
        best = larger(top, best, i + line)
        best = larger(top, best, i + line + pixel)
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
