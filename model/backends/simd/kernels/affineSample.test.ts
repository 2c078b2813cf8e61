import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { affineSample } from '../../../ops/affineSample.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, numbers, type Op } from './compare.testing.ts'

const op =
  (side: number): Op =>
  (image, matrix) => [affineSample(image as tf.Tensor3D, matrix as tf.Tensor2D, side)]

/** One 3 x 3 image, its pixels 1 to 9, through a matrix. */
function seen(matrix: number[], side = 3): number[] {
  return tf.tidy(() => {
    const image = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3])
    const values = affineSample(image, tf.tensor2d(matrix, [1, 6]), side).dataSync()
    return Array.from(values, (v) => Math.round(v * 1e4) / 1e4)
  })
}

afterAll(stopSimd)

describe('the sampler on hand-solved cases', () => {
  beforeAll(() => startSimd({ threads: 1 }))

  it('returns the image through the identity', () => {
    expect(seen([1, 0, 0, 0, 1, 0])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
  it('shifts by one pixel, zeros coming in', () => {
    expect(seen([1, 0, 1, 0, 1, 0])).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0])
  })
  it('turns by 90 degrees', () => {
    expect(seen([0, 1, 0, -1, 0, 0])).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3])
  })
  it('draws an image at half its size where the matrix doubles', () => {
    expect(seen([2, 0, 0, 0, 2, 0])).toEqual([0, 0, 0, 0, 5, 0, 0, 0, 0])
    const middle = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const placed = seen([2, 0, 0, 0, 2, 0], 5)
    expect([6, 7, 8, 11, 12, 13, 16, 17, 18].map((i) => placed[i])).toEqual(middle)
    expect(placed.reduce((a, b) => a + b)).toBe(45)
  })
  it('interpolates between pixels', () => {
    expect(seen([0.5, 0, 0, 0, 0.5, 0])).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7])
  })
  it('sees nothing wholly outside', () => {
    expect(seen([1, 0, 5, 0, 1, 0])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0])
  })
  it('reads the middle where the output is one pixel', () => {
    expect(seen([1, 0, 0, 0, 1, 0], 1)).toEqual([5])
  })
  it('reads within the image at huge scales and shifts', () => {
    for (const huge of [1e6, -1e30, 1e37]) {
      for (let i = 0; i < 6; i++) {
        const matrix = [1, 0, 0, 0, 1, 0]
        matrix[i] = huge
        expect(seen(matrix, 4).every((v) => v >= 0 && v <= 9)).toBe(true)
      }
    }
  })
  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'passes %d in a matrix on as NaN, for that image alone',
    (bad) => {
      for (let i = 0; i < 6; i++) {
        const matrices = Float32Array.from([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0])
        matrices[i] = bad
        const [out, , dMatrix] = evaluate(op(4), [numbers([2, 3, 3]), { values: matrices, shape: [2, 6] }])
        expect(Array.from(out, Number.isNaN)).toEqual(Array.from(out, (_, p) => p < 16))
        expect(Array.from(dMatrix, Number.isNaN)).toEqual(Array.from(dMatrix, (_, p) => p < 6))
      }
    },
  )
})

describe.each([1, 2])('the sampler on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('samples and differentiates as its reference does to 1e-4, for random shapes', async () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 9 }),
      height: fc.integer({ min: 1, max: 14 }),
      side: fc.integer({ min: 1, max: 20 }),
      scale: fc.double({ min: -4, max: 4, noNaN: true }),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    await fc.assert(
      fc.asyncProperty(cases, ({ count, height, side, scale, seed }) => {
        const matrix = numbers([count, 6], 0.5, seed)
        for (let i = 0; i < count; i++) {
          matrix.values[6 * i] += scale
          matrix.values[6 * i + 4] += scale
        }
        return expectAsOnCpu(op(side), [numbers([count, height, height]), matrix], 1e-4)
      }),
      { seed: 1, numRuns: 30, examples: [[{ count: 9, height: 14, side: 28, scale: 3.3, seed: 2 }]] },
    )
  })
})
