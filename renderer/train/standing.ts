import type { Run } from '../../main/contract/runs.ts'
import { formatError, formatMany } from '../ui/format.ts'

/** What is said of a run that started from a model and has not been better than it since; undefined of others. */
export function standing({ best, measured }: Pick<Run, 'best' | 'measured'>): string | undefined {
  if (best?.step !== 0 || !measured || measured.step === 0) return undefined
  const since =
    measured.mse > best.mse
      ? `It has only got worse: the held-out error was ${formatError(best.mse)} before its first step and is ` +
        `${formatError(measured.mse)} after ${formatMany(measured.step, 'update')}.`
      : 'Since its first step its KL is beyond all numbers.'
  return `${since} Its best model is the one that it started from.`
}
