import { describeBackend } from '../../engine/describe.ts'
import type { CaseProfile, Timing } from './measure.ts'
import type { ProfileRow } from './profileRows.ts'

/** Formats a case's timing as one line. */
export function timingInWords(timing: Timing): string {
  const { case: name, milliseconds, fastest, gflops, peakMemory } = timing
  const columns = [
    name.padEnd(24),
    `${milliseconds.toFixed(1)} ms`.padStart(12),
    `(at best ${fastest.toFixed(1)})`.padStart(19),
    (gflops ? `${gflops.toFixed(0)} GFLOPS` : '').padStart(12),
    `${peakMemory} MB`.padStart(10),
    `  ${describeBackend(timing)}`,
  ]
  return columns.join('')
}

/** Rows with less than this share of the time are merged into one. */
const MIN_SHARE = 0.005

/** Formats a case's profile as a table. */
export function profileInWords(profile: CaseProfile): string {
  const { case: name, milliseconds, repeats, machine } = profile
  const { gflops, gigabytesPerSecond } = machine
  const rows = foldSmall(profile.rows)
  const width = Math.max(...rows.map(({ kernel }) => kernel.length))
  return [
    `${name}: ${milliseconds.toFixed(1)} ms (mean of the ${repeats} faster runs); ${describeBackend(profile)}`,
    `machine: ${gflops.toFixed(0)} GFLOPS (products in cache), ${gigabytesPerSecond.toFixed(0)} GB/s (sums of large arrays)`,
    '',
    line(width, ['kernel', 'calls', 'ms', 'share', 'rate', 'of machine']),
    ...rows.map((row) => line(width, cells(row))),
  ].join('\n')
}

function foldSmall(rows: readonly ProfileRow[]): ProfileRow[] {
  const small = rows.filter(({ calls, share }) => calls > 0 && share < MIN_SHARE)
  if (small.length < 2) return [...rows]
  const sum = (figure: 'calls' | 'milliseconds' | 'share') =>
    small.reduce((total, row) => total + row[figure], 0)
  const kernel = `${small.length} others, each below ${percent(MIN_SHARE)}`
  const folded = { kernel, calls: sum('calls'), milliseconds: sum('milliseconds'), share: sum('share') }
  const large = rows.filter((row) => !small.includes(row))
  return large.toSpliced(-1, 0, folded)
}

function cells({ kernel, calls, milliseconds, share, gflops, gigabytesPerSecond, ofMachine }: ProfileRow) {
  const rate = gflops
    ? `${rounded(gflops)} GFLOPS`
    : gigabytesPerSecond
      ? `${rounded(gigabytesPerSecond)} GB/s`
      : ''
  return [
    kernel,
    calls ? String(Math.round(calls)) : '',
    milliseconds.toFixed(2),
    percent(share),
    rate,
    ofMachine ? percent(ofMachine) : '',
  ]
}

function line(width: number, [name, calls, ms, share, rate, ofMachine]: readonly string[]): string {
  return `${name.padEnd(width)}${calls.padStart(7)}${ms.padStart(9)}${share.padStart(8)}${rate.padStart(13)}${ofMachine.padStart(12)}`
}

const rounded = (x: number) => x.toFixed(x < 10 ? 1 : 0)
const percent = (x: number) => `${(100 * x).toFixed(x < 0.1 ? 1 : 0)} %`
