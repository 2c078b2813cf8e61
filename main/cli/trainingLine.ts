import type { Evaluation } from '../../model/training/evaluate.ts'
import type { Progress, TrainingResult } from '../../model/training/train.ts'
import { duration, type ProgressLine } from './progressLine.ts'

/** Shows a training's progress in one updating line, and every evaluation in a line of its own. */
export function showTraining(line: ProgressLine, progress: Progress): void {
  const { step, updates, loss, rec, imagesPerSecond, etaSeconds, dropped, evaluation } = progress
  const shown = [
    `step ${step}/${updates}`,
    loss !== undefined && `loss ${loss.toFixed(1)}`,
    rec !== undefined && `mse ${rec.toFixed(4)}`,
    imagesPerSecond !== undefined && `${Math.round(imagesPerSecond)} pictures/s`,
    step < updates ? etaSeconds !== undefined && `ETA ${duration(etaSeconds)}` : 'done',
    dropped > 0 && `${dropped} dropped`,
  ]
  line.update(shown.filter(Boolean).join('  '))
  if (!evaluation) return
  const { mse, kl, images } = evaluation
  line.note(
    `  held out, ${step === 0 ? 'before the first step' : `after ${step} steps`}: mse ${mse.toFixed(4)}, KL ${kl.toFixed(1)} nats (${images} pictures)`,
  )
}

/** Describes a run that started from trained weights and was never measured to be better; undefined for other runs. */
export function onlyWorse({
  evaluation,
  best,
}: Pick<TrainingResult, 'evaluation' | 'best'>): string | undefined {
  if (!evaluation || best?.step !== 0) return undefined
  return `${since(best.mse, evaluation)} The best checkpoint is the one at its start.`
}

function since(start: number, { mse, kl }: Pick<Evaluation, 'mse' | 'kl'>): string {
  const errors = `mse ${start.toFixed(4)} before the first step, ${mse.toFixed(4)} when last measured.`
  if (mse > start) return `It only got worse: ${errors}`
  if (!Number.isFinite(kl)) return 'When last measured, its KL was not finite.'
  return `It got no better: ${errors}`
}
