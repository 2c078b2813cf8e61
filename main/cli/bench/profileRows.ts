import type { Profile } from '../../../model/backends/profile.ts'
import type { Machine } from './machine.ts'

/** One row of a profile: a kernel, or the time between kernels. All numbers are per run. */
export interface ProfileRow {
  readonly kernel: string
  readonly calls: number
  readonly milliseconds: number
  /** Share of the run's time; the shares of all rows add up to 1. */
  readonly share: number
  /** Rate of its arithmetic, if at the machine's best rates that takes longer than its memory traffic. */
  readonly gflops?: number
  /** Rate of its memory traffic otherwise. */
  readonly gigabytesPerSecond?: number
  /** That rate as a share of the machine's best; above 1 if caches serve the memory. */
  readonly ofMachine?: number
}

/** Averages several profiles of one task: rows with the longest time first, the time between kernels last. */
export function profileRows(profiles: readonly Profile[], machine: Machine): ProfileRow[] {
  const whole = sum(profiles.map(({ ms }) => ms))
  const runs = profiles.length
  const groups = Map.groupBy(
    profiles.flatMap(({ kernels }) => kernels),
    ({ kernel, product }) => (product ? `${kernel} ${product}` : kernel),
  )
  const rows = [...groups].map(([kernel, costs]) => {
    const ms = sum(costs.map((cost) => cost.ms))
    return {
      kernel,
      calls: sum(costs.map(({ calls }) => calls)) / runs,
      milliseconds: ms / runs,
      share: ms / whole,
      ...rateOf(sum(costs.map(({ flop }) => flop)), sum(costs.map(({ bytes }) => bytes)), ms, machine),
    }
  })
  const between = whole - sum(rows.map(({ milliseconds }) => milliseconds * runs))
  return [
    ...rows.sort((a, b) => b.milliseconds - a.milliseconds),
    { kernel: 'JavaScript between kernels', calls: 0, milliseconds: between / runs, share: between / whole },
  ]
}

/** The roofline of Williams, Waterman and Patterson (2009): arithmetic or memory, whichever needs more time, limits. */
function rateOf(
  flop: number,
  bytes: number,
  ms: number,
  machine: Machine,
): Pick<ProfileRow, 'gflops' | 'gigabytesPerSecond' | 'ofMachine'> {
  const [gflops, gigabytesPerSecond] = [flop / ms / 1e6, bytes / ms / 1e6]
  const ofArithmetic = gflops / machine.gflops
  const ofMemory = gigabytesPerSecond / machine.gigabytesPerSecond
  if (ofArithmetic > ofMemory) return { gflops, ofMachine: ofArithmetic }
  return bytes > 0 ? { gigabytesPerSecond, ofMachine: ofMemory } : {}
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
