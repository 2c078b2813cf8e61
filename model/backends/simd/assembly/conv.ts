// Convolutions with stride 1 over pictures [B, H, W, channels], as products of unrolled windows and the filter.
import { gemm } from './gemm'
import { GEMM_BYTES, scratch } from './scratch'

/** Unrolled windows kept at once: they should stay in a core's L2 cache. */
const WINDOW_BYTES: i32 = 192 << 10

/** Output rows unrolled at once. */
// @ts-ignore: decorator
@inline
function rowsAtOnce(outWidth: i32, window: i32): i32 {
  return max(1, WINDOW_BYTES / ((outWidth * window) << 2))
}

/**
 * Writes the windows of output rows [firstRow, firstRow + rows) of one picture, [rows * outWidth, size * size * channels];
 * zeros outside the picture.
 */
function unroll(
  x: usize, height: i32, width: i32, channels: i32, size: i32, pad: i32,
  firstRow: i32, rows: i32, outWidth: i32, out: usize,
): void {
  const pixel = <usize>channels << 2
  for (let r = firstRow; r < firstRow + rows; r++) {
    for (let c = 0; c < outWidth; c++) {
      for (let i = 0; i < size; i++) {
        const y = r + i - pad
        const line = <usize>size * pixel
        if (y < 0 || y >= height) {
          memory.fill(out, 0, line)
          out += line
          continue
        }
        const left = max(0, pad - c)
        const right = min(size, width + pad - c)
        if (left > 0) memory.fill(out, 0, <usize>left * pixel)
        const from = x + (<usize>(y * width + c + left - pad)) * pixel
        copyFloats(out + <usize>left * pixel, from, <usize>max(0, right - left) * pixel)
        if (right < size) memory.fill(out + <usize>max(0, right) * pixel, 0, <usize>(size - max(0, right)) * pixel)
        out += line
      }
    }
  }
}

/** memory.copy costs a call; these are 20 to 640 bytes. */
function copyFloats(to: usize, from: usize, bytes: usize): void {
  const wide = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) v128.store(to + i, v128.load(from + i))
  for (let i = wide; i < bytes; i += 4) f32.store(to + i, f32.load(from + i))
}

/**
 * Pictures [from, to): out [B, outHeight, outWidth, outputs] = x * filter, filter [size, size, channels, outputs],
 * `pad` zeros above and left.
 */
export function conv(
  x: usize, filter: usize, out: usize,
  height: i32, width: i32, channels: i32, outputs: i32, size: i32, pad: i32, outHeight: i32, outWidth: i32,
  from: i32, to: i32,
): void {
  const window = size * size * channels
  const step = rowsAtOnce(outWidth, window)
  const windows = scratch + GEMM_BYTES
  const rowFilter = <usize>outputs << 2
  const rowWindow = <usize>window << 2
  for (let n = from; n < to; n++) {
    const picture = x + ((<usize>n * height * width * channels) << 2)
    const result = out + ((<usize>n * outHeight * outWidth * outputs) << 2)
    for (let r = 0; r < outHeight; r += step) {
      const rows = min(step, outHeight - r)
      unroll(picture, height, width, channels, size, pad, r, rows, outWidth, windows)
      gemm(
        windows, rowWindow, 4, filter, rowFilter, 4, result + <usize>(r * outWidth) * rowFilter, rowFilter,
        rows * outWidth, outputs, window, 0, 0, (outputs + 15) >> 4,
      )
    }
  }
}

/**
 * Partial filter gradients: slice s sums pictures [s chunk, (s + 1) chunk) into its own filter at
 * partials + 4 s size size channels outputs.
 */
export function convFilterSlices(
  x: usize, dy: usize, partials: usize,
  height: i32, width: i32, channels: i32, outputs: i32, size: i32, pad: i32, outHeight: i32, outWidth: i32,
  batch: i32, chunk: i32,
  from: i32, to: i32,
): void {
  const window = size * size * channels
  const step = rowsAtOnce(outWidth, window)
  const windows = scratch + GEMM_BYTES
  const rowOut = <usize>outputs << 2
  for (let slice = from; slice < to; slice++) {
    const sum = partials + ((<usize>slice * window * outputs) << 2)
    memory.fill(sum, 0, (<usize>window * outputs) << 2)
    for (let n = slice * chunk; n < min(batch, (slice + 1) * chunk); n++) {
      const picture = x + ((<usize>n * height * width * channels) << 2)
      const gradient = dy + ((<usize>n * outHeight * outWidth * outputs) << 2)
      for (let r = 0; r < outHeight; r += step) {
        const rows = min(step, outHeight - r)
        unroll(picture, height, width, channels, size, pad, r, rows, outWidth, windows)
        gemm(
          windows, 4, <usize>window << 2, gradient + <usize>(r * outWidth) * rowOut, rowOut, 4, sum, rowOut,
          window, outputs, rows * outWidth, 1, 0, (outputs + 15) >> 4,
        )
      }
    }
  }
}
