import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { evaluate, type Numbers, numbers, type Op } from '../backends/simd/kernels/compare.testing.ts'

/** Random directions tried for each input. */
const DIRECTIONS = 4

/**
 * Expects an op's gradients to agree with central differences of the op itself on the current backend. The
 * op's outputs are weighted and summed as `evaluate` does, but in float64. Along a direction d of normal random numbers
 * the slope g . d has standard deviation |g|, and errors are given in that unit: an error of |g| / 10 in one number of a
 * gradient shifts slopes by about 0.1.
 *
 * @param options.steps how far along a direction the op is measured; one per input
 * @param options.tolerance maximum error in units of |g|
 */
export function expectSlopes(
  op: Op,
  inputs: readonly Numbers[],
  options: { steps: readonly number[]; tolerance: number },
): void {
  const gradients = evaluate(op, inputs).slice(-inputs.length)
  const at = (moved: number, direction: Float32Array, step: number) =>
    weightedSum(
      op,
      inputs.map(({ values, shape }, k) => ({
        values: k === moved ? values.map((v, i) => v + step * direction[i]) : values,
        shape,
      })),
    )
  inputs.forEach(({ shape }, k) => {
    const length = Math.sqrt(dot(gradients[k], gradients[k]))
    const errors = Array.from({ length: DIRECTIONS }, (_, n) => {
      const direction = numbers(shape, 1, 1000 + n).values
      const step = options.steps[k]
      const measured = (at(k, direction, step) - at(k, direction, -step)) / (2 * step)
      return Math.abs(measured - dot(gradients[k], direction)) / length
    })
    expect(Math.max(...errors), `input ${k}: ${errors}`).toBeLessThan(options.tolerance)
  })
}

/** The sum of an op's outputs that `evaluate` differentiates. */
function weightedSum(op: Op, inputs: readonly Numbers[]): number {
  return tf.tidy(() => {
    const outputs = op(...inputs.map(({ values, shape }) => tf.tensor(values, shape as number[])))
    return outputs.reduce((sum, y, i) => {
      return sum + dot(y.dataSync() as Float32Array, numbers(y.shape, 1, 100 + i).values)
    }, 0)
  })
}

/** Scalar product in float64. */
function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, v, i) => sum + v * b[i], 0)
}
