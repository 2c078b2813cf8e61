import { describe, expect, it } from 'vitest'
import { areaFit, areaFitter } from './area.ts'

function fit(width: number, height: number, side: number, source: readonly number[], ground = 0): number[] {
  const target: number[] = []
  areaFit(width, height, side)(source, ground, target)
  return target
}

describe('areaFit', () => {
  it('leaves a picture of the right size as it is', () => {
    expect(fit(2, 2, 2, [1, 2, 3, 4])).toEqual([1, 2, 3, 4])
  })

  it('gives every smaller pixel the mean of the area it covers, shares of pixels included', () => {
    expect(fit(4, 4, 2, [0, 4, 1, 1, 8, 4, 1, 1, 0, 0, 2, 6, 0, 0, 2, 6])).toEqual([4, 1, 0, 4])
    // 3 to 2: the middle column and row count half on each side.
    const [a, b, c, d] = fit(3, 3, 2, [9, 0, 0, 0, 0, 0, 0, 0, 18])
    expect([a, b, c, d].map((value) => Number(value.toFixed(9)))).toEqual([4, 0, 0, 8])
  })

  it('enlarges by the same rule', () => {
    expect(fit(2, 2, 4, [1, 2, 3, 4])).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
  })

  it('centres an oblong picture and fills the rest with the ground', () => {
    expect(fit(4, 2, 4, [1, 2, 3, 4, 5, 6, 7, 8], 9)).toEqual([
      9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9,
    ])
    expect(fit(1, 2, 2, [4, 8], 2)).toEqual([3, 3, 5, 5])
  })

  it('keeps the mean of Omniglot-sized pictures: 105 to 28 px', () => {
    const source = Array.from({ length: 105 * 105 }, (_, i) => (i * 7919) % 256)
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length
    expect(mean(fit(105, 105, 28, source))).toBeCloseTo(mean(source), 9)
  })
})

describe('areaFitter', () => {
  it('fits pictures of changing sizes, rounded to whole greys', () => {
    const fitter = areaFitter(1)
    expect([...fitter({ width: 2, height: 1, pixels: [0, 255] }, 0)]).toEqual([64])
    expect([...fitter({ width: 1, height: 1, pixels: [7] }, 0)]).toEqual([7])
    expect([...fitter({ width: 2, height: 2, pixels: [4, 4, 4, 8] }, 0)]).toEqual([5])
  })
})
