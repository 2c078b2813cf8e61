// Convolutions with stride 1 over pictures [B, H, W, channels]: the tile of the matrix product reads the windows where
// they lie, line by line, so no window is ever unrolled.
import { scratch } from './scratch'
import { pack, tile, TILE_BYTES } from './tile'

/** A picture with the zeros around it that the windows reach: [outHeight + size - 1, outWidth + size - 1, channels]. */
function padPicture(
  x: usize, height: i32, width: i32, channels: i32, size: i32, pad: i32, outHeight: i32, outWidth: i32, padded: usize,
): void {
  const pixel = <usize>channels << 2
  const paddedHeight = outHeight + size - 1
  const line = <usize>(outWidth + size - 1) * pixel
  const left = <usize>pad * pixel
  const copied = min(<usize>width * pixel, line - left)
  memory.fill(padded, 0, <usize>paddedHeight * line)
  for (let r = 0; r < min(height, paddedHeight - pad); r++) {
    memory.copy(padded + <usize>(r + pad) * line + left, x + <usize>(r * width) * pixel, copied)
  }
}

/** Whether windows read the picture as it is. */
// @ts-ignore: decorator
@inline
function fits(height: i32, width: i32, size: i32, pad: i32, outHeight: i32, outWidth: i32): bool {
  return pad == 0 && outHeight + size - 1 == height && outWidth + size - 1 == width
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
  const panels = (outputs + 15) >> 4
  const panelBytes = <usize>window << 6
  const rowOut = <usize>outputs << 2
  const packed = scratch + TILE_BYTES
  for (let panel = 0; panel < panels; panel++) {
    const columns = min(16, outputs - (panel << 4))
    pack(filter + (<usize>panel << 6), rowOut, 4, window, columns, packed + <usize>panel * panelBytes)
  }
  const padded = packed + <usize>panels * panelBytes
  const pixel = <usize>channels << 2
  const line = <usize>(outWidth + size - 1) * pixel
  const length = size * channels
  const jump = line - (<usize>length << 2)
  const asItIs = fits(height, width, size, pad, outHeight, outWidth)
  const pixels = outHeight * outWidth
  for (let n = from; n < to; n++) {
    let picture = x + ((<usize>n * height * width * channels) << 2)
    if (!asItIs) {
      padPicture(picture, height, width, channels, size, pad, outHeight, outWidth, padded)
      picture = padded
    }
    for (let panel = 0; panel < panels; panel++) {
      const columns = min(16, outputs - (panel << 4))
      const b = packed + <usize>panel * panelBytes
      let result = out + (<usize>n * pixels) * rowOut + (<usize>panel << 6)
      // Where output pixel i's window starts, in pixels: i plus size - 1 for every line above
      for (let i = 0; i < pixels; i += 4) {
        const lines = min(4, pixels - i)
        const last = i + lines - 1
        const a0 = picture + start(i, outWidth, size) * pixel
        const a1 = picture + start(min(last, i + 1), outWidth, size) * pixel
        const a2 = picture + start(min(last, i + 2), outWidth, size) * pixel
        const a3 = picture + start(last, outWidth, size) * pixel
        tile(a0, a1, a2, a3, 4, length, size, jump, b, result, rowOut, false, lines, columns)
        result += rowOut << 2
      }
    }
  }
}

/** Pixel of the padded picture at which the window of output pixel i starts. */
// @ts-ignore: decorator
@inline
function start(i: i32, outWidth: i32, size: i32): usize {
  return <usize>(i + (i / outWidth) * (size - 1))
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
  const panels = (outputs + 15) >> 4
  const rowOut = <usize>outputs << 2
  const pixels = outHeight * outWidth
  const packed = scratch + TILE_BYTES
  const padded = packed + (<usize>pixels << 6)
  const pixel = <usize>channels << 2
  const line = <usize>(outWidth + size - 1) * pixel
  const jump = line - <usize>outWidth * pixel
  const asItIs = fits(height, width, size, pad, outHeight, outWidth)
  for (let slice = from; slice < to; slice++) {
    const sum = partials + ((<usize>slice * window * outputs) << 2)
    for (let n = slice * chunk; n < min(batch, (slice + 1) * chunk); n++) {
      const add = n > slice * chunk
      let picture = x + ((<usize>n * height * width * channels) << 2)
      if (!asItIs) {
        padPicture(picture, height, width, channels, size, pad, outHeight, outWidth, padded)
        picture = padded
      }
      for (let panel = 0; panel < panels; panel++) {
        const columns = min(16, outputs - (panel << 4))
        pack(dy + (<usize>n * pixels) * rowOut + (<usize>panel << 6), rowOut, 4, pixels, columns, packed)
        let result = sum + (<usize>panel << 6)
        for (let i = 0; i < window; i += 4) {
          const lines = min(4, window - i)
          const last = i + lines - 1
          const a0 = picture + weight(i, size, channels, line)
          const a1 = picture + weight(min(last, i + 1), size, channels, line)
          const a2 = picture + weight(min(last, i + 2), size, channels, line)
          const a3 = picture + weight(last, size, channels, line)
          tile(a0, a1, a2, a3, pixel, outWidth, outHeight, jump, packed, result, rowOut, add, lines, columns)
          result += rowOut << 2
        }
      }
    }
  }
}

/** Byte at which filter row i = (line, column, channel) reads the first window. */
// @ts-ignore: decorator
@inline
function weight(i: i32, size: i32, channels: i32, line: usize): usize {
  const length = size * channels
  const top = i / length
  return <usize>top * line + (<usize>(i - top * length) << 2)
}
