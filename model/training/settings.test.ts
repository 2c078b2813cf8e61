import { describe, expect, it } from 'vitest'
import {
  chosenSettings,
  completeSettings,
  defaultSettings,
  learningRateAt,
  lossWeightsAt,
  settingEntries,
  trainingSettings,
} from './settings.ts'

describe('the settings', () => {
  it.each(settingEntries)(
    'have a default within its range, and say what it does in one line: %s',
    (_, setting) => {
      expect(setting.default).toBeGreaterThanOrEqual(setting.least)
      expect(setting.default).toBeLessThanOrEqual(setting.most)
      if (setting.whole) expect(setting.default % 1).toBe(0)
      expect(setting.about).toMatch(/^[A-Z].*\.$/)
    },
  )

  it("are the trainer's, and back, with what was not chosen as it was", () => {
    const before = trainingSettings({ kl: 2, seed: 7 }, { ...defaultSettings, beta1: 0.8 })
    expect(before).toMatchObject({ loss: { rec: defaultSettings.loss.rec, kl: 2 }, seed: 7, beta1: 0.8 })
    const after = trainingSettings({ rec: 5 }, before)
    expect(after).toEqual({ ...before, loss: { rec: 5, kl: 2 } })
    expect(trainingSettings(chosenSettings(after), before)).toEqual(after)
    expect(Object.keys(chosenSettings(after)).sort()).toEqual(settingEntries.map(([name]) => name).sort())
  })

  it('that were kept before there was a setting have its default', () => {
    const { patchUpdates: _, ...kept } = { ...defaultSettings, updates: 3 }
    expect(completeSettings(kept)).toEqual({ ...defaultSettings, updates: 3 })
  })
})

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
