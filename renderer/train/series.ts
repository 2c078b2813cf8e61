import type { Figures } from '../../main/contract/runs.ts'
import type { Metric } from './metrics.ts'

/** A curve: steps in ascending order, and the value at each. */
export interface Series {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** A metric over a run, at the steps where it was measured and is finite. */
export function seriesOf(figures: readonly Figures[], metric: Metric): Series {
  const x: number[] = []
  const y: number[] = []
  for (const one of figures) {
    const value = metric.of(one)
    if (value === undefined || !Number.isFinite(value)) continue
    x.push(one.step)
    y.push(value)
  }
  return { x, y }
}

/** Largest number of points on either side that count in a smoothed value; in a short curve, a twelfth of its points. */
const MAX_REACH = 10

/** Smooths a curve with a Gaussian window centred on each point, so that it does not lag behind. */
export function smooth({ x, y }: Series): Series {
  const reach = Math.min(MAX_REACH, Math.floor(y.length / 12))
  if (reach === 0) return { x, y }
  const bell = Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * (i / (reach / 2.5)) ** 2))
  return {
    x,
    y: y.map((_, i) => {
      let sum = 0
      let total = 0
      for (let j = Math.max(0, i - reach); j <= Math.min(y.length - 1, i + reach); j++) {
        const weight = bell[j < i ? i - j : j - i]
        sum += weight * y[j]
        total += weight
      }
      return sum / total
    }),
  }
}

/**
 * Reduces a curve to the points that matter at a given width: of each column of pixels the first, least, greatest and last
 * point. The drawing stays the same. The points just outside of the range stay, so that lines run out of the frame.
 *
 * @param range steps shown
 * @param columns width of the plot, px
 */
export function decimate(series: Series, range: readonly [number, number], columns: number): Series {
  const from = Math.max(0, firstAtLeast(series.x, range[0]) - 1)
  const to = Math.min(series.x.length, firstAtLeast(series.x, range[1]) + 2)
  if (to - from <= 4 * columns) return { x: series.x.slice(from, to), y: series.y.slice(from, to) }
  const width = (range[1] - range[0]) / columns
  const kept: number[] = []
  const columnOf = (i: number) => Math.floor((series.x[i] - range[0]) / width)
  for (let first = from, end = from; first < to; first = end) {
    let least = first
    let greatest = first
    for (end = first; end < to && columnOf(end) === columnOf(first); end++) {
      if (series.y[end] < series.y[least]) least = end
      if (series.y[end] > series.y[greatest]) greatest = end
    }
    kept.push(...[...new Set([first, least, greatest, end - 1])].sort((a, b) => a - b))
  }
  return { x: kept.map((i) => series.x[i]), y: kept.map((i) => series.y[i]) }
}

/** The value of the last point at or before a step; undefined before the first point. */
export function valueAt({ x, y }: Series, step: number): number | undefined {
  const after = firstAtLeast(x, step)
  return x[after] === step ? y[after] : y[after - 1]
}

/** Index of the first step that is at least `step`; the number of steps if there is none. */
function firstAtLeast(x: readonly number[], step: number): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (x[middle] < step) low = middle + 1
    else high = middle
  }
  return low
}
