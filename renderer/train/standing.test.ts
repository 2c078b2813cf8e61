import { expect, it } from 'vitest'
import { standing } from './standing.ts'

it('says so if a run has not improved on the model it started from', () => {
  const [start, later] = [
    { step: 0, mse: 0.01531, kl: 18 },
    { step: 1500, mse: 0.02113, kl: 18 },
  ]
  expect(standing({ best: start, measured: later })).toBe(
    'It has become worse: the held-out error was 0.0153 before its first update and is 0.0211 after 1,500 updates. Its best model is the one that it started from.',
  )
  expect(standing({ best: later, measured: later })).toBeUndefined()
  // Less of an error, and yet not kept.
  expect(standing({ best: start, measured: { step: 20, mse: 0.0142 } })).toBe(
    'When last measured, its KL was not finite. Its best model is the one that it started from.',
  )
  expect(standing({ best: start, measured: { ...start, step: 1 } })).toBe(
    'It is no better than at its start: the held-out error was 0.0153 before its first update and is 0.0153 after 1 update. Its best model is the one that it started from.',
  )
  // Not measured again yet, or not at all.
  expect(standing({ best: start, measured: start })).toBeUndefined()
  expect(standing({})).toBeUndefined()
})
