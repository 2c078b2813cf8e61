import { describe, expect, it } from 'vitest'
import { defaultSettings, learningRateAt, lossWeightsAt } from './settings.ts'

describe('the learning rate', () => {
  const settings = { ...defaultSettings, learningRate: 1, warmup: 2, updates: 8 }

  it.each([
    ['first step: half of two steps of warm-up', 0, 0.5],
    ['last step of the warm-up: the cosine alone, (1 + cos(pi / 8)) / 2', 1, 0.9619397662556434],
    ['middle: half', 4, 0.5],
    ['last step, (1 + cos(7 pi / 8)) / 2', 7, 0.0380602337443566],
    ['end', 8, 0],
  ])('is by hand at the %s', (_, step, expected) => {
    expect(learningRateAt(settings, step)).toBeCloseTo(expected, 14)
  })

  it('scales with its peak', () => {
    expect(learningRateAt({ ...settings, learningRate: 5e-4 }, 4)).toBeCloseTo(2.5e-4, 18)
  })

  it('starts at the peak without a warm-up', () => {
    expect(learningRateAt({ ...settings, warmup: 0 }, 0)).toBe(1)
  })

  it('falls from the end of the warm-up to the end of the run and stays at 0', () => {
    const rates = Array.from({ length: 12 }, (_, step) => learningRateAt(settings, step))
    for (let step = 2; step <= 8; step++) expect(rates[step]).toBeLessThan(rates[step - 1])
    expect(rates.slice(8)).toEqual([0, 0, 0, 0])
  })
})

describe('the weights of the loss', () => {
  const settings = { ...defaultSettings, loss: { rec: 100, kl: 2 }, updates: 40 }

  it('stay as they are without a warm-up of the KL', () => {
    expect(lossWeightsAt({ ...settings, klWarmup: 0 }, 0)).toEqual({ rec: 100, kl: 2 })
  })

  it('raise that of the KL alone from 0 over its share of the run', () => {
    // A quarter of 40 steps.
    const at = (step: number) => lossWeightsAt({ ...settings, klWarmup: 0.25 }, step)
    expect([0, 5, 10, 39].map((step) => at(step).kl)).toEqual([0, 1, 2, 2])
    expect([0, 5, 10, 39].map((step) => at(step).rec)).toEqual([100, 100, 100, 100])
  })
})
