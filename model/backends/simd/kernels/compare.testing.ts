import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'

/** A plain array of numbers with its shape: a tensor belongs to one backend, but the inputs of a comparison to two. */
export interface Numbers {
  readonly values: Float32Array
  readonly shape: readonly number[]
}

/** Repeatable numbers, about normally distributed with that standard deviation. */
export function numbers(shape: readonly number[], deviation = 1, seed = 1): Numbers {
  let state = seed * 2654435761 + shape.length
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 24
  }
  const size = shape.reduce((a, b) => a * b, 1)
  const draw = () => (uniform() + uniform() + uniform() - 1.5) * 2 * deviation
  return { values: Float32Array.from({ length: size }, draw), shape }
}

export type Op = (...inputs: tf.Tensor[]) => tf.Tensor[]

/** An op's outputs, then the gradients of a random weighting of them by each of its inputs, on the current backend. */
export function evaluate(op: Op, inputs: readonly Numbers[]): Float32Array[] {
  const tensors = inputs.map(({ values, shape }) => tf.tensor(values, shape as number[]))
  const outputs = tf.tidy(() => op(...tensors).map((tensor) => tensor.dataSync() as Float32Array))
  const loss = (...x: tf.Tensor[]) => {
    const weighted = op(...x).map((y, i) => {
      const { values } = numbers(y.shape, 1, 100 + i)
      return tf.sum(tf.mul(y, tf.tensor(values, y.shape)))
    })
    return tf.addN(weighted)
  }
  const gradients = tf.tidy(() =>
    tf
      .grads(loss)(tensors)
      .map((g) => g.dataSync() as Float32Array),
  )
  tf.dispose(tensors)
  return [...outputs, ...gradients]
}

/** Expects every number to be within `tolerance` of the expected one, relative to the largest of its tensor. */
export function expectClose(
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance: number,
): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length))
  const worst = expected.map((values, i) => {
    const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-3)
    return values.reduce((most, v, j) => {
      const error = Math.abs(actual[i][j] - v) / largest
      return error > most || Number.isNaN(error) ? Math.max(most, error) : most
    }, 0)
  })
  for (const error of worst)
    expect(error, `relative errors by tensor: ${worst.join(' ')}`).toBeLessThan(tolerance)
}

/** Expects the op and its gradients to be the same on the `simd` backend as on tfjs-backend-cpu. */
export async function expectAsOnCpu(op: Op, inputs: readonly Numbers[], tolerance: number): Promise<void> {
  await tf.setBackend('cpu')
  const expected = evaluate(op, inputs)
  await tf.setBackend('simd')
  expectClose(evaluate(op, inputs), expected, tolerance)
}

/** Expects the very same numbers (compared as bytes: `toEqual` takes seconds for some hundred thousand). */
export function expectSameBits(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    Buffer.from(buffer, byteOffset, byteLength)
  expect(actual.map((values, i) => bytes(values).equals(bytes(expected[i])))).toEqual(
    expected.map(() => true),
  )
}
