import type { Run } from '../../main/contract/runs.ts'
import { formatError, formatMany } from '../base/format.ts'

type Measured = NonNullable<Run['measured']>

/** What is said of a run that started from a model and has not been better than it since; undefined of others. */
export function standing({ best, measured }: Pick<Run, 'best' | 'measured'>): string | undefined {
  if (best?.step !== 0 || !measured || measured.step === 0) return undefined
  return `${since(best, measured)} Its best model is the one that it started from.`
}

function since(start: Measured, { step, mse, kl }: Measured): string {
  const errors = `the held-out error was ${formatError(start.mse)} before its first step and is ${formatError(mse)} after ${formatMany(step, 'update')}.`
  if (mse > start.mse) return `It has only got worse: ${errors}`
  if (kl === undefined) return 'When last measured, its KL was beyond all numbers.'
  return `It is no better than at its start: ${errors}`
}
