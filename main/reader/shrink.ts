import type { Samples } from '../../model/data/decode.ts'

/** Pixels as they are shown: [height, width, channels] of 0 to 255, on white where they were transparent. */
export interface Shown {
  readonly width: number
  readonly height: number
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3
  readonly pixels: Uint8ClampedArray
}

/**
 * A picture at `side` px a side at most, each pixel the mean of those it covers; smaller pictures keep their size.
 */
export function shrink(samples: Samples, side: number): Shown {
  const scale = Math.min(1, side / Math.max(samples.width, samples.height))
  const width = Math.max(1, Math.round(samples.width * scale))
  const height = Math.max(1, Math.round(samples.height * scale))
  const channels = samples.channels >= 3 ? 3 : 1
  const pixels = new Uint8ClampedArray(width * height * channels)
  const sums = new Float64Array(channels)
  for (let y = 0, at = 0; y < height; y++) {
    const [top, bottom] = covered(y, height, samples.height)
    for (let x = 0; x < width; x++, at += channels) {
      const [left, right] = covered(x, width, samples.width)
      add(samples, left, right, top, bottom, sums)
      const count = (right - left) * (bottom - top)
      for (let c = 0; c < channels; c++) pixels[at + c] = sums[c] / count
    }
  }
  return { width, height, channels, pixels }
}

/** Source pixels that output pixel `i` of `length` reaches over: at least one. */
function covered(i: number, length: number, sourceLength: number): [from: number, to: number] {
  return [Math.floor((i * sourceLength) / length), Math.ceil(((i + 1) * sourceLength) / length)]
}

/** Sums a rectangle of the samples over white, in 0 to 255 a pixel. */
function add(
  { width, channels, white, values }: Samples,
  left: number,
  right: number,
  top: number,
  bottom: number,
  sums: Float64Array,
): void {
  sums.fill(0)
  const scale = 255 / white
  const transparent = channels % 2 === 0
  for (let y = top; y < bottom; y++) {
    for (let x = left, at = (y * width + left) * channels; x < right; x++, at += channels) {
      const alpha = transparent ? values[at + channels - 1] / white : 1
      const behind = 255 * (1 - alpha)
      for (let c = 0; c < sums.length; c++) sums[c] += alpha * values[at + c] * scale + behind
    }
  }
}

/** True where a picture has no colours, however it is stored. */
export function isGrey({ channels, values }: Samples): boolean {
  if (channels < 3) return true
  for (let at = 0; at < values.length; at += channels) {
    if (values[at] !== values[at + 1] || values[at] !== values[at + 2]) return false
  }
  return true
}

/** A picture without colours in one channel. */
export function toOneChannel({ width, height, channels, pixels }: Shown): Shown {
  if (channels === 1) return { width, height, channels, pixels }
  return { width, height, channels: 1, pixels: pixels.filter((_, i) => i % 3 === 0) }
}
