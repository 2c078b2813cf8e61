/** The ticks within a decade, the finest choice first. */
const STEPS = [[1, 2, 3, 4, 5, 6, 8], [1, 2, 5], [1, 3], [1]]

const MAX_TICKS = 5

/** Below this ratio of greatest to least value, ticks are evenly spaced, as on a linear axis. */
const MIN_LOG_RATIO = 4

/**
 * Round values for the ticks of a logarithmic axis with these values, ascending, at most about MAX_TICKS.
 *
 * @param values those that are not above 0 are ignored
 */
export function logTicks(values: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY
  let greatest = 0
  for (const value of values) {
    if (value > 0 && value < least) least = value
    if (value > greatest) greatest = value
  }
  if (greatest === 0) return []
  if (greatest < MIN_LOG_RATIO * least) return evenTicks(least, greatest)
  let ticks: number[] = []
  for (const steps of STEPS) {
    ticks = []
    for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(greatest)); power++) {
      for (const step of steps) {
        // Parsed from its decimal notation: 3 * 0.1 is not 0.3.
        const tick = Number(`${step}e${power}`)
        if (tick >= least && tick <= greatest) ticks.push(tick)
      }
    }
    if (ticks.length <= MAX_TICKS) return ticks
  }
  const every = Math.ceil(ticks.length / MAX_TICKS)
  return ticks.filter((_, i) => i % every === 0)
}

/** Multiples of 1, 2 or 5 times a power of ten that lie between two values. */
function evenTicks(least: number, greatest: number): number[] {
  const rough = (greatest - least) / MAX_TICKS
  if (rough === 0) return [Number(least.toPrecision(3))]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((one) => one * power > 0.999 * rough) ?? 10)
  const first = Math.ceil(least / step)
  const count = Math.floor(greatest / step) - first + 1
  // Rounded: multiples of a tenth have binary rounding errors.
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(9)))
}
