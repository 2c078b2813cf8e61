import type { Progress } from '../../model/training/train.ts'
import type { Figures } from '../contract/runs.ts'

/** A line of metrics.jsonl, which has null for what is no number, or what the trainer tells. */
type Line = Partial<Omit<Progress, 'step'>> & Pick<Progress, 'step'>

/**
 * What is recorded of a step, in the contract's words; undefined of a step that was dropped because its figures are no
 * numbers. Before the first step there is the evaluation alone.
 */
export function figuresOf(line: Line): Figures | undefined {
  const { evaluation, step, imagesPerSecond } = line
  const heldOut =
    evaluation && areNumbers(evaluation.mse)
      ? { mse: evaluation.mse, partMse: numberOf(evaluation.partMse), kl: numberOf(evaluation.kl) }
      : undefined
  const { loss, rec, part, kl, gradNorm, learningRate } = line
  if (areNumbers(loss, rec, part, kl, gradNorm)) {
    return { step, loss, rec, part, kl, gradNorm, learningRate, imagesPerSecond, heldOut }
  }
  return step === 0 && heldOut ? { step, heldOut } : undefined
}

const areNumbers = (...values: unknown[]) => values.every(Number.isFinite)

const numberOf = (value: unknown) => (Number.isFinite(value) ? (value as number) : undefined)
