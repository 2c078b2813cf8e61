import type { Run } from '../../main/contract/runs.ts'
import { formatError, formatMany } from '../base/format.ts'

type Measured = NonNullable<Run['measured']>

/** A sentence about a run that has not improved on the model it started from; undefined for other runs. */
export function standing({ best, measured }: Pick<Run, 'best' | 'measured'>): string | undefined {
  if (best?.step !== 0 || !measured || measured.step === 0) return undefined
  return `${comparison(best, measured)} Its best model is the one that it started from.`
}

function comparison(start: Measured, { step, mse, kl }: Measured): string {
  const errors = `the held-out error was ${formatError(start.mse)} before its first update and is ${formatError(mse)} after ${formatMany(step, 'update')}.`
  if (mse > start.mse) return `It has become worse: ${errors}`
  if (kl === undefined) return 'When last measured, its KL was not finite.'
  return `It is no better than at its start: ${errors}`
}
