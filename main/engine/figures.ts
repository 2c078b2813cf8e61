import type { Evaluation } from '../../model/training/evaluate.ts'
import type { StepFigures } from '../../model/training/trainer.ts'
import type { Figures } from '../contract/runs.ts'

/** A step's figures, as the trainer tells them and metrics.jsonl keeps them, in the contract's words. */
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
}: StepFigures & { readonly evaluation?: Evaluation; readonly imagesPerSecond?: number }): Figures {
  return {
    step,
    loss,
    rec,
    part,
    kl,
    gradNorm: Number.isFinite(gradNorm) ? gradNorm : null,
    learningRate,
    imagesPerSecond,
    heldOut: evaluation && { mse: evaluation.mse, partMse: evaluation.partMse, kl: evaluation.kl },
  }
}
