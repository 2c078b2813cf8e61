import type { Samples } from '../../model/data/samples.ts'
import type { Pixels } from '../base/png.ts'

/**
 * Scales a picture down to at most `side` px a side. Each pixel is the mean of those it covers; smaller pictures keep
 * their size, and transparent ones are laid on white.
 */
export function shrink(samples: Samples, side: number): Pixels {
  const scale = Math.min(1, side / Math.max(samples.width, samples.height))
  const width = Math.max(1, Math.round(samples.width * scale))
  const height = Math.max(1, Math.round(samples.height * scale))
  const channels = samples.channels >= 3 ? 3 : 1
  const pixels = new Uint8ClampedArray(width * height * channels)
  const [lefts, rights] = covered(width, samples.width)
  const [tops, bottoms] = covered(height, samples.height)
  /** Sums of the rows that a row of pixels covers, for each of their columns. */
  const sums = new Float64Array(samples.width * channels)
  for (let y = 0, at = 0; y < height; y++) {
    sums.fill(0)
    for (let row = tops[y]; row < bottoms[y]; row++) addRow(samples, row, sums)
    for (let x = 0; x < width; x++) {
      const count = (rights[x] - lefts[x]) * (bottoms[y] - tops[y])
      const end = rights[x] * channels
      for (let c = 0; c < channels; c++, at++) {
        let sum = 0
        for (let i = lefts[x] * channels + c; i < end; i += channels) sum += sums[i]
        pixels[at] = sum / count
      }
    }
  }
  return { width, height, channels, pixels }
}

/** The range of source pixels that each of `length` pixels covers, wholly or in part; `to` is exclusive. */
function covered(length: number, sourceLength: number): [from: Int32Array, to: Int32Array] {
  const bound = (i: number) => (i * sourceLength) / length
  return [
    Int32Array.from({ length }, (_, i) => Math.floor(bound(i))),
    Int32Array.from({ length }, (_, i) => Math.ceil(bound(i + 1))),
  ]
}

/** Adds a row of the samples over white, in 0 to 255 a pixel. */
function addRow({ width, channels, white, values }: Samples, row: number, sums: Float64Array): void {
  const scale = 255 / white
  const from = row * width * channels
  if (channels % 2 === 1) {
    for (let i = 0; i < sums.length; i++) sums[i] += values[from + i] * scale
    return
  }
  const shown = channels - 1
  for (let x = 0, at = from, to = 0; x < width; x++, at += channels) {
    const alpha = values[at + shown] / white
    const behind = 255 * (1 - alpha)
    for (let c = 0; c < shown; c++) sums[to++] += alpha * values[at + c] * scale + behind
  }
}

/** Whether a picture has no colours, however it is stored. */
export function isGrey({ channels, values }: Samples): boolean {
  if (channels < 3) return true
  for (let at = 0; at < values.length; at += channels) {
    if (values[at] !== values[at + 1] || values[at] !== values[at + 2]) return false
  }
  return true
}

/** Reduces a picture without colours to one channel. */
export function toOneChannel({ width, height, channels, pixels }: Pixels): Pixels {
  if (channels === 1) return { width, height, channels, pixels }
  return { width, height, channels: 1, pixels: pixels.filter((_, i) => i % 3 === 0) }
}
