import type { Progress } from '../../model/training/train.ts'
import { duration, type ProgressLine } from './progressLine.ts'

/** Shows a training's progress: one line going on, and a line that stays for every evaluation. */
export function showTraining(line: ProgressLine, progress: Progress): void {
  const { step, updates, loss, rec, imagesPerSecond, etaSeconds, dropped, evaluation } = progress
  const shown = [
    `step ${step}/${updates}`,
    `loss ${loss.toFixed(1)}`,
    `mse ${rec.toFixed(4)}`,
    `${Math.round(imagesPerSecond)} images/s`,
    step < updates ? `ETA ${duration(etaSeconds)}` : 'done',
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
  ]
  line.update(shown.join('  '))
  if (!evaluation) return
  const { mse, kl, images } = evaluation
  line.note(
    `  held out, after ${step} steps: mse ${mse.toFixed(4)}, KL ${kl.toFixed(1)} nats (${images} pictures)`,
  )
}
