import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, expectSameBits, numbers } from './compare.testing.ts'

afterAll(stopSimd)

const convolution =
  (pad: 'same' | 'valid' | number, strides = 1, dilations = 1) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor[] => [
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations),
  ]

async function compare(op: ReturnType<typeof convolution>, picture: number[], filter: number[]) {
  const inputs = [numbers(picture, 1, 1), numbers(filter, 1, 2)]
  await tf.setBackend('cpu')
  const expected = evaluate(op, inputs)
  await tf.setBackend('simd')
  const actual = evaluate(op, inputs)
  expectClose(actual, expected, 1e-5)
  expectSameBits(evaluate(op, inputs), actual)
}

describe.each([1, 2])('convolutions on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('equal those of tfjs-backend-cpu, gradients too, for random shapes', async () => {
    const cases = fc.record({
      batch: fc.integer({ min: 1, max: 5 }),
      height: fc.integer({ min: 3, max: 9 }),
      width: fc.integer({ min: 3, max: 9 }),
      inputs: fc.integer({ min: 1, max: 9 }),
      outputs: fc.integer({ min: 1, max: 20 }),
      size: fc.integer({ min: 1, max: 3 }),
      pad: fc.constantFrom('same' as const, 'valid' as const),
    })
    await fc.assert(
      fc.asyncProperty(cases, ({ batch, height, width, inputs, outputs, size, pad }) =>
        compare(convolution(pad), [batch, height, width, inputs], [size, size, inputs, outputs]),
      ),
      { seed: 2, numRuns: 40 },
    )
  })

  it("equal those of tfjs-backend-cpu, gradients too, for random shapes that Winograd's kernels serve", async () => {
    const cases = fc.record({
      batch: fc.integer({ min: 1, max: 6 }),
      height: fc.integer({ min: 3, max: 9 }),
      width: fc.integer({ min: 3, max: 9 }),
      inputs: fc.constantFrom(16, 32),
      outputs: fc.constantFrom(16, 32),
      pad: fc.constantFrom('same' as const, 'valid' as const, 2),
    })
    await fc.assert(
      fc.asyncProperty(cases, ({ batch, height, width, inputs, outputs, pad }) =>
        compare(convolution(pad), [batch, height, width, inputs], [3, 3, inputs, outputs]),
      ),
      { seed: 4, numRuns: 10 },
    )
  })

  it.each([
    ['valid', [3, 28, 28, 1], [5, 5, 1, 32]],
    ['same', [3, 12, 12, 32], [3, 3, 32, 32]],
    ['valid', [3, 12, 12, 32], [5, 5, 32, 16]],
  ] as const)(
    "equal those of tfjs-backend-cpu in the encoder's %s shapes %j * %j",
    async (pad, picture, filter) => {
      await compare(convolution(pad), [...picture], [...filter])
    },
  )

  it.each([
    ['fit', 192],
    ['do not fit', 208],
  ])(
    "equal those of tfjs-backend-cpu where Winograd's points just %s a thread's scratch",
    async (_, channels) => {
      await compare(convolution('same'), [1, 4, 4, channels], [3, 3, channels, channels])
    },
  )

  it('leave strides, dilation, oblong filters and wide borders to tfjs-backend-cpu', async () => {
    await compare(convolution('valid', 2), [2, 7, 7, 3], [3, 3, 3, 4])
    await compare(convolution('same', 2), [2, 7, 7, 3], [3, 3, 3, 4])
    await compare(convolution('valid'), [2, 7, 7, 3], [3, 2, 3, 4])
    await compare(convolution(3), [2, 5, 5, 3], [2, 2, 3, 4])
    const [x, filter] = [tf.ones([1, 7, 7, 1]), tf.ones([3, 3, 1, 1])]
    expect([...convolution('valid', 1, 2)(x, filter)[0].dataSync()]).toEqual(Array(9).fill(9))
  })
})
