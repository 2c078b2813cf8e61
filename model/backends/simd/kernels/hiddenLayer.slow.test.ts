import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hiddenLayer } from '../../../ops/hiddenLayer.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, expectSameBits, numbers, type Op } from './compare.testing.ts'

const op: Op = (x, weight, bias, gamma, beta) => [
  hiddenLayer(x as tf.Tensor2D, {
    weight: weight as tf.Tensor2D,
    bias: bias as tf.Tensor1D,
    gamma: gamma as tf.Tensor1D,
    beta: beta as tf.Tensor1D,
  }),
]
/** The same weights used twice, on as many rows and on fewer: their gradients are sums. */
const twice: Op = (x, ...weights) => [
  ...op(x, ...weights),
  ...op(tf.neg(x), ...weights),
  ...op(tf.slice(x, [0, 0], [Math.ceil(x.shape[0] / 2), x.shape[1]!]), ...weights),
]

const inputsOf = (rows: number, inputs: number, units: number) => [
  numbers([rows, inputs], 1, 1),
  numbers([inputs, units], 0.5, 2),
  ...[3, 4, 5].map((seed) => numbers([units], 1, seed)),
]

afterAll(stopSimd)

describe.each([1, 2])('a hidden layer on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('agrees with its reference to 1e-4, gradients too, for random sizes', async () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 3, max: 70 }),
    )
    await fc.assert(
      fc.asyncProperty(sizes, ([rows, inputs, units]) =>
        expectAsOnCpu(twice, inputsOf(rows, inputs, units), 1e-4),
      ),
      { seed: 1, numRuns: 25, examples: [[[1, 32, 64]], [[64, 64, 64]], [[300, 1, 5]]] },
    )
  })
})

describe('a hidden layer', () => {
  it('has the gradient of all its uses where one vector serves as several of its weights', async () => {
    const shared: Op = (x, weight, vector) => [...op(x, weight, vector, vector, vector)]
    await startSimd({ threads: 1 })
    await expectAsOnCpu(shared, inputsOf(7, 5, 6).slice(0, 3), 1e-4)
  })

  it('gives the same bits again on one thread', async () => {
    await startSimd({ threads: 1 })
    const inputs = inputsOf(64, 64, 64)
    const first = evaluate(twice, inputs)
    expectSameBits(evaluate(twice, inputs), first)
    expect(first).toHaveLength(8)
  })
})
