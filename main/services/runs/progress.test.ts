import { expect, it } from 'vitest'
import type { Figures } from '../../contract/runs.ts'
import { RunProgress } from './progress.ts'

const measured = (step: number, mse: number, kl: number | undefined = 18): Figures => ({
  step,
  loss: step > 0 ? 300 : undefined,
  heldOut: { mse, partMse: 0.1, kl },
})

it('counts what a run started from as its best where that was trained', () => {
  const figures = [measured(0, 0.015), measured(20, 0.021), measured(40, 0.018)]
  expect(new RunProgress(figures, true)).toMatchObject({
    best: { step: 0, mse: 0.015 },
    measured: { step: 40, mse: 0.018, kl: 18 },
  })
  expect(new RunProgress(figures, false).best).toMatchObject({ step: 40, mse: 0.018 })
  expect(new RunProgress([...figures, measured(60, 0.012)], true).best).toMatchObject({
    step: 60,
    mse: 0.012,
  })
})

it('has no best where only random weights were measured', () => {
  expect(new RunProgress([measured(0, 0.1)], false)).toMatchObject({
    best: undefined,
    measured: { step: 0, mse: 0.1 },
  })
})

it('does not take evaluations whose KL was not finite for the best', () => {
  const lost: Figures = { step: 40, loss: 300, heldOut: { mse: 0.01, partMse: 0.1 } }
  expect(new RunProgress([measured(20, 0.021), lost], true)).toMatchObject({
    best: { step: 20, mse: 0.021 },
    measured: { step: 40, mse: 0.01, kl: undefined },
  })
})

it('draws a sparkline of the steps, and of none before the first', () => {
  expect(new RunProgress([measured(0, 0.1), measured(1, 0.1)], false).spark).toEqual([300])
})
