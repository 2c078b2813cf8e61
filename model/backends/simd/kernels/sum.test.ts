import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimdBackend } from '../backend.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, expectSameBits, numbers } from './compare.testing.ts'

afterAll(stopSimd)

const sumSquares = (x: tf.Tensor) => tf.engine().runKernel('SumSquares', { 0: x }, {}) as tf.Scalar

describe.each([1, 2])('sums on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it.each([
    [[7, 5, 3], undefined],
    [[7, 5, 3], [0]],
    [[7, 5, 3], [1]],
    [[7, 5, 3], [2]],
    [
      [7, 5, 3],
      [0, 1],
    ],
    [
      [7, 5, 3],
      [1, 2],
    ],
    [
      [7, 5, 3],
      [0, 2],
    ],
    [[7, 5, 3], [-1]],
    [[5000, 33], [0]],
    [[33, 3000], [1]],
    [[150_000], [0]],
    [[], undefined],
    [[0, 3], [0]],
  ])('equal those of tfjs-backend-cpu, gradients too: %j over %j', async (shape, axis) => {
    for (const keepDims of [false, true]) {
      const op = (x: tf.Tensor): tf.Tensor[] => [tf.sum(x, axis, keepDims)]
      const inputs = [numbers(shape)]
      await tf.setBackend('cpu')
      const expected = evaluate(op, inputs)
      await tf.setBackend('simd')
      const actual = evaluate(op, inputs)
      expectClose(actual, expected, 2e-5)
      expectSameBits(evaluate(op, inputs), actual)
    }
  })

  it('leave integers to tfjs-backend-cpu', () => {
    const y = tf.sum(tf.tensor1d([1, 2, 3], 'int32'))
    expect([y.dtype, ...y.dataSync()]).toEqual(['int32', 6])
  })

  it('of ten million squares are right to a part in a million', () => {
    const size = 10_000_000
    const backend = tf.backend() as SimdBackend
    const info = backend.allocate([size])
    ;(backend.data.get(info.dataId).values as Float32Array).fill(0.1)
    const x = tf.engine().makeTensorFromTensorInfo(info, backend)
    expect(sumSquares(x).dataSync()[0] / (size * Math.fround(0.1) ** 2)).toBeCloseTo(1, 6)
    x.dispose()
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('of squares pass %d on, wherever it stands', (value) => {
    for (const at of [0, 5, 70_000, 99_999]) {
      const { values } = numbers([100_000])
      values[at] = value
      expect(sumSquares(tf.tensor1d(values)).dataSync()[0]).toBe(value)
    }
  })
})

describe('sums of squares', () => {
  it('have the same bits on one thread and on two', async () => {
    const { values } = numbers([300_001])
    await startSimd({ threads: 1 })
    const one = sumSquares(tf.tensor1d(values)).dataSync()[0]
    await startSimd({ threads: 2 })
    expect(sumSquares(tf.tensor1d(values)).dataSync()[0]).toBe(one)
  })
})
