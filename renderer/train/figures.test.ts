import { describe, expect, it } from 'vitest'
import { withFigures } from './figures.ts'

const at = (step: number, loss = 1) => ({
  step,
  loss,
  rec: 0,
  part: 0,
  kl: 0,
  gradNorm: 1,
  learningRate: 1,
})

describe('withFigures', () => {
  it('adds the next step at the end', () => {
    expect(withFigures([at(10)], at(20)).map(({ step }) => step)).toEqual([10, 20])
    expect(withFigures([], at(1))).toHaveLength(1)
  })

  it('drops steps that a resumed run repeats', () => {
    const again = withFigures([at(10), at(20), at(30)], at(20, 5))
    expect(again.map(({ step, loss }) => [step, loss])).toEqual([
      [10, 1],
      [20, 5],
    ])
  })
})
