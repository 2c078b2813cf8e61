import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pace } from './pace.ts'

let now = 0
const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
beforeEach(() => {
  now = 0
})
afterAll(() => clock.mockRestore())

const settings = { batch: 64, updates: 100, evaluateEvery: 50, checkpointEvery: 50 }
const lasts = (milliseconds: number) => () => {
  now += milliseconds
}

/** A run whose first steps are slow. */
async function started(): Promise<Pace> {
  const pace = new Pace(settings)
  await pace.of('step', lasts(5000))
  for (let i = 0; i < 2; i++) await pace.of('step', lasts(500))
  return pace
}

describe('Pace', () => {
  it('reports nothing until the rate is steady, and then ignores the slow start', async () => {
    const pace = await started()
    for (let i = 0; i < 4; i++) await pace.of('step', lasts(100))
    expect(pace.at(7)).toEqual({})
    await pace.of('step', lasts(100))
    expect(pace.at(8)).toEqual({ imagesPerSecond: 640, etaSeconds: expect.closeTo(9.2) })
  })

  it('counts the measurements and checkpoints still to come, and none of them as a step', async () => {
    const pace = await started()
    await pace.of('evaluation', lasts(3000))
    await pace.of('checkpoint', lasts(500))
    for (let i = 0; i < 7; i++) await pace.of('step', lasts(100))
    expect(pace.at(10)).toEqual({ imagesPerSecond: 640, etaSeconds: expect.closeTo(9 + 2 * 3.5) })
    // With the checkpoint of the step itself.
    expect(pace.at(50).etaSeconds).toBeCloseTo(0.5 + 5 + 3.5)
    expect(pace.at(100).etaSeconds).toBeCloseTo(0.5)
  })

  it('follows the last twenty steps', async () => {
    const pace = await started()
    for (let i = 0; i < 20; i++) await pace.of('step', lasts(1000))
    expect(pace.at(23).imagesPerSecond).toBeCloseTo(64)
    for (let i = 0; i < 20; i++) await pace.of('step', lasts(100))
    expect(pace.at(43).imagesPerSecond).toBeCloseTo(640)
  })

  it('does not count work that failed, and passes its error on', async () => {
    const pace = await started()
    const failing = async () => {
      now += 9000
      throw new Error('The disk is full.')
    }
    await expect(pace.of('checkpoint', failing)).rejects.toThrow('The disk is full.')
    for (let i = 0; i < 5; i++) await pace.of('step', lasts(100))
    expect(pace.at(90).etaSeconds).toBeCloseTo(1)
  })
})
