import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDue, isRecorded, millisecondsLeft } from './schedule.ts'

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1)

describe('isRecorded', () => {
  it('takes each of the first hundred steps, every tenth later, and the last', () => {
    const recorded = upTo(123).filter((step) => isRecorded(step, { updates: 123 }))
    expect(recorded).toEqual([...upTo(100), 110, 120, 123])
  })
})

describe('millisecondsLeft', () => {
  it('counts the steps, measurements and checkpoints to come as they fall due, one by one', () => {
    const every = fc.integer({ min: 1, max: 30 })
    const settings = fc.record({
      updates: fc.integer({ min: 1, max: 60 }),
      evaluateEvery: every,
      checkpointEvery: every,
    })
    fc.assert(
      fc.property(settings, fc.nat(60), (settings, from) => {
        const step = Math.min(from, settings.updates)
        const after = upTo(settings.updates).filter((each) => each > step)
        const measured = after.filter((each) => isDue(settings.evaluateEvery, each, settings))
        const kept = after.filter(
          (each) => measured.includes(each) || isDue(settings.checkpointEvery, each, settings),
        )
        const costs = { step: 1, evaluation: 1000, checkpoint: 1_000_000 }
        const expected = after.length + 1000 * measured.length + 1_000_000 * kept.length
        expect(millisecondsLeft(settings, step, costs)).toBe(expected)
      }),
    )
  })

  it('counts the steps alone where nothing else has been timed', () => {
    const settings = { updates: 10, evaluateEvery: 5, checkpointEvery: 5 }
    expect(millisecondsLeft(settings, 4, { step: 100 })).toBe(600)
  })
})
