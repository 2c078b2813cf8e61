import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimdBackend } from '../backend.ts'
import { startSimd, stopSimd } from '../index.ts'
import { expectAsOnCpu, numbers, type Op } from './compare.testing.ts'

beforeAll(() => startSimd({ threads: 1 }))
afterAll(stopSimd)

describe('shapes', () => {
  it.each([0, 1, 2, -1])('unstacks along axis %i as tfjs-backend-cpu does', async (axis) => {
    const run = () =>
      tf
        .unstack(
          tf.tensor3d(
            Array.from({ length: 24 }, (_, i) => i),
            [2, 3, 4],
          ),
          axis,
        )
        .map((x) => [x.shape, [...x.dataSync()]])
    await tf.setBackend('cpu')
    const expected = run()
    await tf.setBackend('simd')
    expect(run()).toEqual(expected)
  })

  it.each([0, 1, 2, -1])('stacks along axis %i as tfjs-backend-cpu does, gradients too', async (axis) => {
    const stack: Op = (...x) => [tf.stack(x, axis)]
    await expectAsOnCpu(stack, [numbers([2, 3], 1, 1), numbers([2, 3], 1, 2), numbers([2, 3], 1, 3)], 1e-6)
  })

  it('refuses to stack what does not match, as tfjs-backend-cpu does', () => {
    expect(() => tf.stack([tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2])])).toThrow(/shape/)
    expect(() => tf.stack([tf.tensor1d([1, 2], 'int32'), tf.tensor1d([1.5, 2])])).toThrow(/dtype/)
  })

  it('stacks integers and text as they are', () => {
    const integers = tf.stack([tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')], 1)
    expect([integers.dtype, ...integers.dataSync()]).toEqual(['int32', 1, 3, 2, 4])
    expect(tf.stack([tf.tensor1d(['part']), tf.tensor1d(['whole'])]).dataSync()).toEqual(['part', 'whole'])
  })

  it('unstacks text', () => {
    expect(tf.unstack(tf.tensor1d(['part', 'whole'])).map((x) => x.dataSync()[0])).toEqual(['part', 'whole'])
  })

  it('unstacks integers as integers', () => {
    const [, x] = tf.unstack(
      tf.tensor2d(
        [
          [1, 2],
          [3, 4],
        ],
        [2, 2],
        'int32',
      ),
    )
    expect([x.dtype, ...x.dataSync()]).toEqual(['int32', 3, 4])
  })

  it('gives zeros even where a used block is taken again', () => {
    const backend = tf.backend() as SimdBackend
    const used = tf.fill([1000], 5)
    const address = backend.address(used)
    used.dispose()
    const zeros = tf.zerosLike(tf.ones([1000]))
    expect([...zeros.dataSync()].every((v) => v === 0)).toBe(true)
    expect(address).toBeGreaterThan(0)
  })

  it('shares the numbers of a reshaped tensor', () => {
    const backend = tf.backend() as SimdBackend
    const x = tf.ones([4, 6])
    expect(backend.address(tf.reshape(x, [-1, 3]))).toBe(backend.address(x))
  })
})
