import { expect, it } from 'vitest'
import { standing } from './standing.ts'

it('says so where a run has only made the model worse that it started from', () => {
  const [start, later] = [
    { step: 0, mse: 0.01531 },
    { step: 1500, mse: 0.02113 },
  ]
  expect(standing({ best: start, measured: later })).toBe(
    'It has only got worse: the held-out error was 0.0153 before its first step and is 0.0211 after 1,500 updates. Its best model is the one that it started from.',
  )
  expect(standing({ best: later, measured: later })).toBeUndefined()
  // Less of an error, and yet not kept.
  expect(standing({ best: start, measured: { step: 20, mse: 0.0142 } })).toMatch(
    /^Since its first step its KL/,
  )
  // Not measured again yet, or not at all.
  expect(standing({ best: start, measured: start })).toBeUndefined()
  expect(standing({})).toBeUndefined()
})
