import { expect, it } from 'vitest'
import type { Progress } from '../../model/training/train.ts'
import { ProgressLine } from './progressLine.ts'
import { onlyWorse, showTraining } from './trainingLine.ts'

/** What is written of a progress where no terminal is. */
function shown(progress: Partial<Progress>): string {
  let text = ''
  const stream = {
    isTTY: false,
    write: (some: string) => {
      text += some
      return true
    },
  }
  const line = new ProgressLine(stream as unknown as NodeJS.WriteStream)
  showTraining(line, { step: 7, updates: 40, dropped: 0, recorded: true, ...progress })
  line.end()
  return text
}

const evaluation = { images: 1024, mse: 0.02113, partMse: 0.03, kl: 18.04 }

it('shows a step with its speed in pictures a second, once that is known', () => {
  const figures = { loss: 301.23, rec: 0.0451 }
  expect(shown(figures)).toBe('step 7/40  loss 301.2  mse 0.0451\n')
  expect(shown({ ...figures, imagesPerSecond: 690.4, etaSeconds: 74, dropped: 1 })).toBe(
    'step 7/40  loss 301.2  mse 0.0451  690 pictures/s  ETA 1 min 14 s  1 dropped\n',
  )
})

it('shows what was measured on a line of its own, also before the first step', () => {
  expect(shown({ step: 0, evaluation })).toContain(
    '  held out, before the first step: mse 0.0211, KL 18.0 nats (1024 pictures)\n',
  )
  expect(shown({ step: 20, evaluation })).toContain('  held out, after 20 steps: mse 0.0211,')
})

it('reports that a run never got better than its start: it got worse, no better, or its KL was not finite', () => {
  expect(onlyWorse({ evaluation, best: { step: 0, mse: 0.01531 } })).toBe(
    'It only got worse: mse 0.0153 before the first step, 0.0211 when last measured. The best checkpoint is the one at its start.',
  )
  expect(onlyWorse({ evaluation, best: { step: 20, mse: 0.0211 } })).toBeUndefined()
  expect(onlyWorse({ evaluation, best: undefined })).toBeUndefined()
  const lost = { ...evaluation, mse: 0.0142, kl: Number.POSITIVE_INFINITY }
  expect(onlyWorse({ evaluation: lost, best: { step: 0, mse: 0.01531 } })).toBe(
    'When last measured, its KL was not finite. The best checkpoint is the one at its start.',
  )
  expect(onlyWorse({ evaluation, best: { step: 0, mse: evaluation.mse } })).toBe(
    'It got no better: mse 0.0211 before the first step, 0.0211 when last measured. The best checkpoint is the one at its start.',
  )
  // Stopped before it was measured again: nothing is known yet.
  expect(onlyWorse({ evaluation: undefined, best: { step: 0, mse: 0.01531 } })).toBeUndefined()
})
