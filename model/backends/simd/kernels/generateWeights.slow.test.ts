import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weightGenerator } from '../../../ops/generateWeights.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, expectSameBits, numbers, type Op } from './compare.testing.ts'

/** Two batches of programs generated with the same heads, the second from the first one's result, as for two levels. */
const twice: Op = (h, heads) => {
  const generate = weightGenerator(heads as tf.Tensor2D)
  const theta = generate(h as tf.Tensor2D)
  const next = tf.slice(theta, [0, 0], h.shape as [number, number]) as tf.Tensor2D
  return [theta, generate(tf.sin(next))]
}

const inputsOf = (batch: number, hidden: number, size: number) => [
  numbers([batch, hidden], 0.5, 1),
  numbers([hidden, size], 0.5, 2),
]

afterAll(stopSimd)

describe.each([1, 2])('generated weights on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('agree with their reference to 1e-5, gradients too, for random sizes', async () => {
    const sizes = fc
      .tuple(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 900 }),
      )
      .map(([batch, hidden, more]) => [batch, hidden, hidden + more] as const)
    await fc.assert(
      fc.asyncProperty(sizes, ([batch, hidden, size]) =>
        expectAsOnCpu(twice, inputsOf(batch, hidden, size), 1e-5),
      ),
      {
        seed: 1,
        numRuns: 25,
        examples: [[[1, 32, 700]], [[64, 64, 1001]], [[5, 300, 300]], [[70, 9, 17_000]]],
      },
    )
  })
})

describe('generated weights', () => {
  it('are the same bits again on one thread, and leave no tensor behind', async () => {
    await startSimd({ threads: 1 })
    const first = evaluate(twice, inputsOf(64, 64, 1000))
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers]
    expectSameBits(evaluate(twice, inputsOf(64, 64, 1000)), first)
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual(before)
  })
})
