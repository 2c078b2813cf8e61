/** Steps between the ticks of a decade, the finest first. */
const STEPS = [[1, 2, 3, 4, 5, 6, 8], [1, 2, 5], [1, 3], [1]]

/** Ticks at most. */
const MOST = 5

/** Below this ratio powers of ten are too far apart: ticks are as on a plain axis. */
const LINEAR = 4

/**
 * Round values for a logarithmic axis on which these lie, ascending: as many as can be read, two at least where there
 * are that many.
 *
 * @param values above 0; others are passed over
 */
export function logTicks(values: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY
  let greatest = 0
  for (const value of values) {
    if (value > 0 && value < least) least = value
    if (value > greatest) greatest = value
  }
  if (greatest === 0) return []
  if (greatest < LINEAR * least) return evenTicks(least, greatest)
  let ticks: number[] = []
  for (const steps of STEPS) {
    ticks = []
    for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(greatest)); power++) {
      for (const step of steps) {
        // As it is written: 3 times 0.1 is not 0.3.
        const tick = Number(`${step}e${power}`)
        if (tick >= least && tick <= greatest) ticks.push(tick)
      }
    }
    if (ticks.length <= MOST) return ticks
  }
  const every = Math.ceil(ticks.length / MOST)
  return ticks.filter((_, i) => i % every === 0)
}

/** Multiples of 1, 2 or 5 times a power of ten that lie between two values. */
function evenTicks(least: number, greatest: number): number[] {
  const rough = (greatest - least) / MOST
  if (rough === 0) return [Number(least.toPrecision(3))]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((one) => one * power > 0.999 * rough) ?? 10)
  const first = Math.ceil(least / step)
  const count = Math.floor(greatest / step) - first + 1
  // As it is written: a sum of tenths has traces of the binary system.
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(9)))
}
