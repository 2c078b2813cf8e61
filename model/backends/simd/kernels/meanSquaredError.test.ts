import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { meanSquaredError } from '../../../ops/meanSquaredError.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, numbers, type Op } from './compare.testing.ts'

const op: Op = (a, b) => [meanSquaredError(a, b)]

afterAll(stopSimd)

describe.each([1, 2])('the mean squared error on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('agrees with its reference to 1e-5, gradients too, for random shapes', async () => {
    const shape = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(shape, (size) => expectAsOnCpu(op, [numbers(size, 1, 1), numbers(size, 1, 2)], 1e-5)),
      { seed: 1, numRuns: 25, examples: [[[1]], [[64, 28, 28]]] },
    )
  })

  it('is the same number, to the last bit, whatever the threads', () => {
    const [error] = evaluate(op, [numbers([70_001], 1, 1), numbers([70_001], 1, 2)])
    expect(error[0]).toBe(2.0075504779815674)
  })
})
