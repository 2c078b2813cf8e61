import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchNorm, batchNormTrain } from '../../../ops/batchNorm.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, expectSameBits, type Numbers, numbers, type Op } from './compare.testing.ts'

interface Case {
  readonly shape: number[]
  readonly relu: boolean
  readonly hasResidual: boolean
}

const cases = fc.record<Case>({
  shape: fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 50 })),
    fc.tuple(...[3, 13, 13, 40].map((max) => fc.integer({ min: 1, max }))),
  ),
  relu: fc.boolean(),
  hasResidual: fc.boolean(),
})
/** The encoder's maps of some pictures. */
const residualBlock: Case = { shape: [5, 12, 12, 32], relu: true, hasResidual: true }

const training =
  (relu: boolean): Op =>
  (x, gamma, beta, residual) => [
    batchNormTrain(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, { relu, residual }).y,
  ]

/** Batch norm by given statistics, which get no gradient. */
const inference =
  (relu: boolean): Op =>
  (x, gamma, beta, residual) => {
    const columns = gamma.size
    const mean = tf.tensor1d(numbers([columns], 1, 5).values)
    const variance = tf.square(tf.tensor1d(numbers([columns], 1, 6).values))
    const parameters = { gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D, mean, variance }
    return [batchNorm(x, parameters, { relu, residual })]
  }

function inputsOf({ shape, hasResidual }: Case): Numbers[] {
  const columns = shape.slice(-1)
  const residual = hasResidual ? [numbers(shape, 1, 4)] : []
  return [numbers(shape, 2), numbers(columns, 1, 2), numbers(columns, 1, 3), ...residual]
}

function statistics(x: tf.Tensor2D): { mean: Float32Array; variance: Float32Array } {
  const columns = x.shape[1]
  const { mean, variance } = batchNormTrain(x, tf.ones([columns]), tf.zeros([columns]))
  return { mean: mean.dataSync<'float32'>(), variance: variance.dataSync<'float32'>() }
}

afterAll(stopSimd)

describe.each([1, 2])('batch norm on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it.each([
    ['training', training],
    ['inference', inference],
  ] as const)('agrees with its reference to 1e-4 in %s, gradients too, for random shapes', async (_, op) => {
    const agrees = (each: Case) => expectAsOnCpu(op(each.relu), inputsOf(each), 1e-4)
    await fc.assert(fc.asyncProperty(cases, agrees), { seed: 3, numRuns: 30, examples: [[residualBlock]] })
  })

  it('keeps the statistics of 9,216 rows far from 0 accurate', () => {
    const [rows, columns] = [9216, 32]
    const { values, shape } = numbers([rows, columns], 1)
    const far = values.map((v) => v + 100)
    const { mean, variance } = tf.tidy(() => statistics(tf.tensor(far, shape as [number, number])))
    for (let c = 0; c < columns; c++) {
      const column = Array.from({ length: rows }, (_, r) => far[r * columns + c])
      const exact = column.reduce((a, b) => a + b) / rows
      const spread = column.reduce((sum, v) => sum + (v - exact) ** 2, 0) / rows
      expect(Math.abs(mean[c] - exact)).toBeLessThan(1e-4)
      expect(Math.abs(variance[c] / spread - 1)).toBeLessThan(1e-5)
    }
  })
})

describe('batch norm', () => {
  it('gives the same bits again, on one thread and on two', async () => {
    const [op, inputs] = [training(true), inputsOf(residualBlock)]
    await startSimd({ threads: 1 })
    const once = evaluate(op, inputs)
    expectSameBits(evaluate(op, inputs), once)
    await startSimd({ threads: 2 })
    expectSameBits(evaluate(op, inputs), once)
  })

  it('passes NaN on within its column alone', async () => {
    await startSimd({ threads: 1 })
    const x = numbers([70, 5])
    x.values[3] = Number.NaN
    const [y] = evaluate(training(true), [x, numbers([5], 1, 2), numbers([5], 1, 3)])
    expect(Array.from(y, Number.isNaN)).toEqual(Array.from(y, (_, i) => i % 5 === 3))
  })
})
