import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, expectSameBits, numbers } from './compare.testing.ts'

afterAll(stopSimd)

const product =
  (transposeA: boolean, transposeB: boolean) =>
  (a: tf.Tensor, b: tf.Tensor): tf.Tensor[] => [tf.matMul(a, b, transposeA, transposeB)]

/** Factors of a product [batch.., m, k] x [batch.., k, n], optionally stored transposed. */
function factors(batch: number[], m: number, n: number, k: number, transposeA: boolean, transposeB: boolean) {
  const a = numbers([...batch, ...(transposeA ? [k, m] : [m, k])], 1, 1)
  const b = numbers([...batch, ...(transposeB ? [n, k] : [k, n])], 1, 2)
  return [a, b]
}

describe.each([1, 2])('matrix products on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it.each([
    [5, 3, 0],
    [2, 3, 0],
    [0, 3, 4],
    [5, 0, 4],
  ])('are zeros, or empty, for [%i, %i] over %i', (m, n, k) => {
    for (const transposeA of [false, true]) {
      const [a, b] = [tf.zeros<tf.Rank.R2>(transposeA ? [k, m] : [m, k]), tf.zeros<tf.Rank.R2>([k, n])]
      expect([...tf.matMul(a, b, transposeA).dataSync()]).toEqual(new Array(m * n).fill(0))
    }
  })

  it('equal those of tfjs-backend-cpu, gradients too, for random shapes and either side transposed', async () => {
    const size = fc.integer({ min: 1, max: 40 })
    const cases = fc.tuple(
      size,
      size,
      size,
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom<number[]>([], [1], [3]),
    )
    await fc.assert(
      fc.asyncProperty(cases, async ([m, n, k, transposeA, transposeB, batch]) => {
        const inputs = factors(batch, m, n, k, transposeA, transposeB)
        const op = product(transposeA, transposeB)
        await tf.setBackend('cpu')
        const expected = evaluate(op, inputs)
        await tf.setBackend('simd')
        expectClose(evaluate(op, inputs), expected, 1e-5)
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it.each([
    // [m, n, k]: wide like theta's, in ranges so wide that the left-hand side is packed, or small and in one such range;
    // long like theta's gradient, more rows of a panel than are packed at once
    [64, 1000, 64],
    [13, 17_000, 3],
    [70, 300, 9],
    [32, 48, 5000],
    [5, 17, 700],
    [1, 1001, 64],
  ])('equal those of tfjs-backend-cpu for [%i, %i] over %i, stored either way', async (m, n, k) => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const inputs = factors([], m, n, k, transposeA, transposeB)
        const run = () =>
          tf.tidy(() => {
            const [a, b] = inputs.map(({ values, shape }) => tf.tensor(values, shape as number[]))
            return [product(transposeA, transposeB)(a, b)[0].dataSync() as Float32Array]
          })
        await tf.setBackend('cpu')
        const expected = run()
        await tf.setBackend('simd')
        expectClose(run(), expected, 1e-5)
        expectSameBits(run(), run())
      }
    }
  })

  it('leave a broadcast batch to tfjs-backend-cpu', () => {
    const a = tf.ones([2, 3, 4])
    expect([...tf.matMul(a, tf.ones([1, 4, 5])).dataSync()]).toEqual(Array(30).fill(4))
  })

  it('pass NaN and infinity on to the numbers they reach', () => {
    const a = tf.tensor2d([
      [Number.NaN, 1],
      [1, 1],
      [Number.POSITIVE_INFINITY, 1],
    ])
    const y = tf.matMul(a, tf.ones([2, 3])).dataSync()
    expect([...y]).toEqual([
      ...Array(3).fill(Number.NaN),
      ...Array(3).fill(2),
      ...Array(3).fill(Number.POSITIVE_INFINITY),
    ])
  })
})
