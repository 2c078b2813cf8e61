import type { Evaluation } from '../../model/training/evaluate.ts'
import type { StepFigures } from '../../model/training/trainer.ts'
import type { Figures } from '../contract/runs.ts'

/**
 * A step's figures, as the trainer tells them and metrics.jsonl keeps them, in the contract's words; undefined of a step
 * that was dropped because they are no numbers (null in the file).
 */
export function figuresOf({
  evaluation,
  step,
  loss,
  rec,
  part,
  kl,
  gradNorm,
  learningRate,
  imagesPerSecond,
}: StepFigures & { readonly evaluation?: Evaluation; readonly imagesPerSecond?: number }):
  | Figures
  | undefined {
  if (!areNumbers(loss, rec, part, kl)) return undefined
  const isMeasured = evaluation && areNumbers(evaluation.mse, evaluation.partMse, evaluation.kl)
  return {
    step,
    loss,
    rec,
    part,
    kl,
    gradNorm: Number.isFinite(gradNorm) ? gradNorm : null,
    learningRate,
    imagesPerSecond,
    heldOut: isMeasured ? { mse: evaluation.mse, partMse: evaluation.partMse, kl: evaluation.kl } : undefined,
  }
}

const areNumbers = (...values: number[]) => values.every(Number.isFinite)
