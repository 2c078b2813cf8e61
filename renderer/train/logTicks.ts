/** Steps between the ticks of a decade, the finest first. */
const STEPS = [[1, 2, 3, 4, 5, 6, 8], [1, 2, 5], [1, 3], [1]]

/** Ticks at most. */
const MOST = 5

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
