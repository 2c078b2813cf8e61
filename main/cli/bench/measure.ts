import { profile } from '../../../model/backends/profile.ts'
import type { Engine, EngineOptions } from '../../engine/engine.ts'
import { withEngine } from '../engine.ts'
import type { BenchCase } from './cases.ts'
import { better, type Machine, measureMachine } from './machine.ts'
import { type ProfileRow, profileRows } from './profileRows.ts'
import { repeat, timed } from './repeat.ts'

/** How long one run of a case takes. */
export interface Timing extends Engine {
  readonly case: string
  /** Median time of a run. */
  readonly milliseconds: number
  /** Time of the fastest run, which other programs disturbed least. */
  readonly fastest: number
  /** Arithmetic rate of the median run. */
  readonly gflops?: number
  readonly repeats: number
  /** Peak memory of the process, MB. */
  readonly peakMemory: number
}

/** Where the time of one run of a case goes. */
export interface CaseProfile extends Engine {
  readonly case: string
  /** Mean of the profiled runs. */
  readonly milliseconds: number
  readonly repeats: number
  readonly machine: Machine
  readonly rows: readonly ProfileRow[]
}

export interface MeasureOptions extends EngineOptions {
  /** Minimum time for which each case is measured. */
  readonly seconds: number
}

export function measureCase({ name, prepare }: BenchCase, options: MeasureOptions): Promise<Timing> {
  return withEngine(options, async (engine) => {
    const { once, flop } = await prepare()
    const times = await repeat(() => timed(once), options.seconds)
    const milliseconds = times[times.length >> 1].ms
    return {
      case: name,
      milliseconds,
      fastest: times[0].ms,
      gflops: flop && flop / milliseconds / 1e6,
      repeats: times.length,
      ...engine,
      peakMemory: Math.round(process.resourceUsage().maxRSS / 1024),
    }
  })
}

/** Profiles the faster half of the runs, because other programs disturbed the slower half. */
export function profileCase({ name, prepare }: BenchCase, options: MeasureOptions): Promise<CaseProfile> {
  return withEngine(options, async (engine) => {
    const before = await measureMachine()
    const { once } = await prepare()
    const profiles = await repeat(() => profile(once), options.seconds)
    const faster = profiles.slice(0, Math.ceil(profiles.length / 2))
    const machine = better(before, await measureMachine())
    const milliseconds = faster.reduce((sum, { ms }) => sum + ms, 0) / faster.length
    const rows = profileRows(faster, machine)
    return { case: name, milliseconds, repeats: faster.length, ...engine, machine, rows }
  })
}
