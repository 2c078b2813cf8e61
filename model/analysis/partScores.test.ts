import { describe, expect, it } from 'vitest'
import { adjustedRand, assignPixels, matchedIou, scoreParts } from './partScores.ts'

describe('adjustedRand', () => {
  it('is one for the same division under other names', () => {
    expect(adjustedRand([1, 1, 2, 2, 3], [2, 2, 0, 0, 1])).toBe(1)
  })

  it('agrees with a case solved by hand', () => {
    // Cells 2, 1, 1, 2: one pair in each of two. Rows 3 + 3 and columns 3 + 3: six pairs each, of 15.
    // Expected 36 / 15 = 2.4, so (2 - 2.4) / (6 - 2.4) = -1 / 9.
    expect(adjustedRand([1, 1, 1, 2, 2, 2], [1, 1, 2, 1, 2, 2])).toBeCloseTo(-1 / 9, 12)
  })

  it('is zero when one division puts everything together', () => {
    expect(adjustedRand([1, 1, 2, 2], [1, 1, 1, 1])).toBe(0)
  })

  it('is one when both put everything together or everything apart', () => {
    expect(adjustedRand([1, 1, 1], [2, 2, 2])).toBe(1)
    expect(adjustedRand([1, 2, 3], [3, 1, 2])).toBe(1)
    expect(adjustedRand([1], [1])).toBe(1)
  })
})

describe('matchedIou', () => {
  it('is one for the same division under other names', () => {
    expect(matchedIou([1, 1, 2, 2, 3], [2, 2, 3, 3, 1])).toBe(1)
  })

  it('matches one to one for the greatest total, where each taking its best would not', () => {
    // Sizes: truth 1 has 4, truth 2 has 3; predicted 1 has 5, predicted 2 has 2.
    // IoU: (1,1) 3/6, (1,2) 1/5, (2,1) 2/6, (2,2) 1/4. Best: 1/2 + 1/4.
    const truth = [1, 1, 1, 1, 2, 2, 2]
    const predicted = [1, 1, 1, 2, 1, 1, 2]
    expect(matchedIou(truth, predicted)).toBeCloseTo((1 / 2 + 1 / 4) / 2, 12)
  })

  it('counts a true part without a partner as nought', () => {
    // Truth 1 meets predicted 1 with 2 / 4; truth 2 is left over.
    expect(matchedIou([1, 1, 2, 2], [1, 1, 1, 1])).toBe(0.25)
  })

  it('gives pixels without a predicted part to no one', () => {
    expect(matchedIou([1, 1, 2, 2], [0, 0, 1, 1])).toBe(0.5)
    expect(matchedIou([1, 1], [0, 0])).toBe(0)
  })
})

describe('assignPixels', () => {
  it('gives a pixel to the lightest part above the threshold', () => {
    const placed = [Float32Array.of(0.9, 0.2, 0.05, 0.125), Float32Array.of(0.3, 0.4, 0.04, 0)]
    expect(assignPixels(placed, 0.125)).toEqual(Uint8Array.of(1, 2, 0, 0))
  })

  it('has no pixels without parts', () => {
    expect(assignPixels([], 0.1)).toHaveLength(0)
  })
})

describe('scoreParts', () => {
  const dark = 0
  const faint = 100
  const light = 200

  it('averages over the pictures that have ink', () => {
    const truth = Uint8Array.of(1, 1, 2, 2, 0, 0, 0, 0, 1, 1, 2, 2)
    const predicted = Uint8Array.of(2, 2, 1, 1, 1, 2, 3, 4, 1, 1, 1, 1)
    const pixels = Uint8Array.from(truth, (part) => (part > 0 ? light : dark))
    expect(scoreParts(truth, predicted, pixels, 4)).toEqual({
      adjustedRand: 0.5,
      matchedIou: 0.625,
      pictures: 2,
    })
  })

  it('looks at ink only: not at the ground, nor at the faint rim of a stroke', () => {
    const truth = Uint8Array.of(1, 1, 2, 2, 2, 0)
    const predicted = Uint8Array.of(1, 1, 2, 2, 1, 2)
    const pixels = Uint8Array.of(light, light, light, light, faint, light)
    expect(scoreParts(truth, predicted, pixels, 6)).toEqual({ adjustedRand: 1, matchedIou: 1, pictures: 1 })
  })

  it('has no score without ink', () => {
    const none = new Uint8Array(4)
    expect(scoreParts(none, none, none, 4)).toEqual({ adjustedRand: NaN, matchedIou: NaN, pictures: 0 })
  })
})
