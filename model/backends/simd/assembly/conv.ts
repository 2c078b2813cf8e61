// Convolutions with stride 1 over pictures [B, H, W, channels]: the tile of the matrix product reads the windows where
// they lie, line by line, so no window is ever unrolled.
import { TILE_BYTES } from './constants'
import { scratch } from './scratch'
import { linesOf, pack, tileOfColumns, tileOfRows } from './tile'

/**
 * Panel `panel` of a filter [size, size, channels, outputs]: its outputs [16 panel, 16 panel + 16) as
 * [tap, channel, 16]. Turned: the filter of the gradient of a convolution's input, which is the convolution's own
 * [size, size, outputs, channels], turned by 180 degrees.
 */
export function packFilter(
  filter: usize, taps: i32, channels: i32, outputs: i32, turned: bool, panel: i32, packed: usize,
): void {
  const tapBytes = <usize>(channels * outputs) << 2
  const row: usize = turned ? 4 : <usize>outputs << 2
  const column: usize = turned ? <usize>channels << 2 : 4
  const columns = min(16, outputs - (panel << 4))
  const first = filter + (<usize>panel << 4) * column
  for (let tap = 0; tap < taps; tap++) {
    const from = first + <usize>(turned ? taps - 1 - tap : tap) * tapBytes
    pack(from, row, column, channels, columns, packed, 64)
    packed += <usize>channels << 6
  }
}

/**
 * Copies a picture, `pad` pixels down and to the right, into a padded one [paddedHeight, paddedWidth, channels] whose
 * border holds zeros already; what does not fit is left out.
 */
export function padPicture(
  x: usize, height: i32, width: i32, channels: i32, pad: i32, padded: usize, paddedHeight: i32, paddedWidth: i32,
): void {
  const pixel = <usize>channels << 2
  const line = <usize>paddedWidth * pixel
  const bytes = <usize>min(width, paddedWidth - pad) * pixel
  for (let r = 0; r < min(height, paddedHeight - pad); r++) {
    memory.copy(padded + <usize>(r + pad) * line + <usize>pad * pixel, x + <usize>(r * width) * pixel, bytes)
  }
}

/**
 * Pictures [from, to): out [B, outHeight, outWidth, outputs] = x * filter, filter [size, size, channels, outputs],
 * `pad` zeros above and left. Turned: the filter is [size, size, outputs, channels], turned by 180 degrees, as the
 * gradient of a convolution's input needs it.
 */
export function conv(
  x: usize, filter: usize, out: usize,
  height: i32, width: i32, channels: i32, outputs: i32, size: i32, turned: i32, pad: i32, outHeight: i32, outWidth: i32,
  from: i32, to: i32,
): void {
  const window = size * size * channels
  const panels = (outputs + 15) >> 4
  const panelBytes = <usize>window << 6
  const rowOut = <usize>outputs << 2
  const packed = scratch + TILE_BYTES
  for (let panel = 0; panel < panels; panel++) {
    packFilter(filter, size * size, channels, outputs, turned != 0, panel, packed + <usize>panel * panelBytes)
  }
  const padded = packed + <usize>panels * panelBytes
  const pixel = <usize>channels << 2
  const paddedHeight = outHeight + size - 1
  const paddedWidth = outWidth + size - 1
  const line = <usize>paddedWidth * pixel
  const length = size * channels
  const asItIs = pad == 0 && paddedHeight == height && paddedWidth == width
  if (!asItIs) memory.fill(padded, 0, <usize>paddedHeight * line)
  const pixels = outHeight * outWidth
  for (let n = from; n < to; n++) {
    let picture = x + ((<usize>n * height * width * channels) << 2)
    if (!asItIs) {
      padPicture(picture, height, width, channels, pad, padded, paddedHeight, paddedWidth)
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
        // Filter lines that read nothing but border above or below the picture are left out
        const top = max(0, pad - last / outWidth)
        const bottom = min(size, height + pad - i / outWidth)
        const skipped = <usize>top * line
        tileOfRows(
          a0 + skipped, a1 + skipped, a2 + skipped, a3 + skipped, length, bottom - top, line,
          b + <usize>(top * length << 6), result, rowOut, false, lines, columns,
        )
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
  const paddedHeight = outHeight + size - 1
  const paddedWidth = outWidth + size - 1
  const line = <usize>paddedWidth * pixel
  const length = size * channels
  const asItIs = pad == 0 && paddedHeight == height && paddedWidth == width
  if (!asItIs) memory.fill(padded, 0, <usize>paddedHeight * line)
  for (let slice = from; slice < to; slice++) {
    const sum = partials + ((<usize>slice * window * outputs) << 2)
    for (let n = slice * chunk; n < min(batch, (slice + 1) * chunk); n++) {
      const add = n > slice * chunk
      let picture = x + ((<usize>n * height * width * channels) << 2)
      if (!asItIs) {
        padPicture(picture, height, width, channels, pad, padded, paddedHeight, paddedWidth)
        picture = padded
      }
      for (let panel = 0; panel < panels; panel++) {
        const columns = min(16, outputs - (panel << 4))
        pack(dy + (<usize>n * pixels) * rowOut + (<usize>panel << 6), rowOut, 4, pixels, columns, packed, 64)
        let result = sum + (<usize>panel << 6)
        // A line of the filter reads pixels that lie beside one another
        for (let top = 0; top < size; top++) {
          const first = picture + <usize>top * line
          for (let i = 0, lines = 0; i < length; i += lines) {
            lines = linesOf(length - i)
            tileOfColumns(
              first + (<usize>i << 2), pixel, outWidth, outHeight, line,
              packed, result, rowOut, add, lines, columns,
            )
            result += rowOut * lines
          }
        }
      }
    }
  }
}
