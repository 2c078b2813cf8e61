import { profile } from '../../../model/backends/profile.ts'
import { type Engine, type EngineOptions, withEngine } from '../engine.ts'
import type { BenchCase } from './cases.ts'
import { better, type Machine, measureMachine } from './machine.ts'
import { type ProfileRow, profileRows } from './profileRows.ts'
import { repeat, timed } from './repeat.ts'

/** How long one run of a case takes. */
export interface Timing extends Engine {
  readonly case: string
  /** Median. */
  readonly milliseconds: number
  /** Of the quickest run, which other programs disturbed least. */
  readonly fastest: number
  /** Of the median. */
  readonly gflops?: number
  readonly repeats: number
  /** Most memory the process held, MB. */
  readonly peakMemory: number
}

/** Where the time of one run of a case goes. */
export interface CaseProfile extends Engine {
  readonly case: string
  /** Mean of the runs profiled. */
  readonly milliseconds: number
  readonly repeats: number
  readonly machine: Machine
  readonly rows: readonly ProfileRow[]
}

export interface MeasureOptions extends EngineOptions {
  /** Measured at least so long. */
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

/** Profiles the quicker half of the runs: in the others something else had the processor. */
export function profileCase({ name, prepare }: BenchCase, options: MeasureOptions): Promise<CaseProfile> {
  return withEngine(options, async (engine) => {
    const before = await measureMachine()
    const { once } = await prepare()
    const profiles = await repeat(() => profile(once), options.seconds)
    const quicker = profiles.slice(0, Math.ceil(profiles.length / 2))
    const machine = better(before, await measureMachine())
    const milliseconds = quicker.reduce((sum, { ms }) => sum + ms, 0) / quicker.length
    const rows = profileRows(quicker, machine)
    return { case: name, milliseconds, repeats: quicker.length, ...engine, machine, rows }
  })
}
