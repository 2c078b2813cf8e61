import * as tf from '@tensorflow/tfjs-core'
import { afterAll, describe, expect, it } from 'vitest'
import { batchNormTrain } from '../../../ops/batchNorm.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, numbers, type Op } from './compare.ts'

const op: Op = (x, gamma, beta) => [
  batchNormTrain(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D).y,
]

function statistics(x: tf.Tensor2D): { mean: Float32Array; variance: Float32Array } {
  const columns = x.shape[1]
  const { mean, variance } = batchNormTrain(x, tf.ones([columns]), tf.zeros([columns]))
  return { mean: mean.dataSync<'float32'>(), variance: variance.dataSync<'float32'>() }
}

afterAll(stopSimd)

describe.each([1, 2])('batch norm on %i threads', (threads) => {
  for (const [rows, columns] of [
    [5, 1],
    [64, 128],
    [300, 32],
    [77, 13],
  ]) {
    it(`normalises and differentiates as its reference does ([${rows}, ${columns}])`, async () => {
      const inputs = [numbers([rows, columns], 2), numbers([columns], 1, 2), numbers([columns], 1, 3)]
      await tf.setBackend('cpu')
      const expected = evaluate(op, inputs)
      await startSimd({ threads })
      expectClose(evaluate(op, inputs), expected, 1e-4)
    })
  }

  it('keeps the statistics of 9,216 rows far from 0 accurate', async () => {
    await startSimd({ threads })
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
    const inputs = [numbers([700, 32], 2), numbers([32], 1, 2), numbers([32], 1, 3)]
    await startSimd({ threads: 1 })
    const once = evaluate(op, inputs)
    expect(evaluate(op, inputs)).toEqual(once)
    await startSimd({ threads: 2 })
    expect(evaluate(op, inputs)).toEqual(once)
  })

  it('passes NaN on within its column alone', async () => {
    await startSimd({ threads: 1 })
    const x = numbers([70, 5])
    x.values[3] = Number.NaN
    const [y] = evaluate(op, [x, numbers([5], 1, 2), numbers([5], 1, 3)])
    expect(Array.from(y, Number.isNaN)).toEqual(Array.from(y, (_, i) => i % 5 === 3))
  })
})
