import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, numbers } from './compare.testing.ts'

afterAll(stopSimd)

const pooling =
  (size: number, stride: number, pad: 'same' | 'valid') =>
  (x: tf.Tensor): tf.Tensor[] => [tf.maxPool(x as tf.Tensor4D, size, stride, pad)]

describe.each([1, 2])('max pooling on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it.each([
    [2, 2, 'valid', [4, 24, 24, 32]],
    [2, 2, 'valid', [2, 7, 5, 3]],
    [2, 2, 'same', [2, 7, 5, 3]],
    [3, 2, 'valid', [2, 9, 9, 4]],
    [2, 1, 'valid', [1, 4, 4, 2]],
  ] as const)(
    'equals that of tfjs-backend-cpu, gradients too: %i / %i %s of %j',
    async (size, stride, pad, shape) => {
      const op = pooling(size, stride, pad)
      const inputs = [numbers(shape)]
      await tf.setBackend('cpu')
      const expected = evaluate(op, inputs)
      await tf.setBackend('simd')
      expectClose(evaluate(op, inputs), expected, 1e-6)
    },
  )

  it('sends the gradient of equal numbers to the first of them', async () => {
    const shape = [1, 2, 2, 1]
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(pooling(2, 2, 'valid')(x)[0]))(tf.ones(shape))
    expect([...gradient.dataSync()]).toEqual([1, 0, 0, 0])
  })
})
