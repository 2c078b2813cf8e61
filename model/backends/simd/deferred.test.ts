import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lerp } from '../../ops/inPlace.ts'
import type { SimdBackend, Sum } from './backend.ts'
import { startSimd, stopSimd } from './index.ts'

beforeAll(() => startSimd({ threads: 1 }))
afterAll(stopSimd)

const backend = () => tf.backend() as SimdBackend
const [a, b] = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
]
/** a^T b of two matrices: a sum over rows, which is deferred. */
const product = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, true)
const A_T_B = [26, 30, 38, 44]

/** A sum that counts how often it is computed. */
function counted() {
  const taken: number[] = []
  const sum: Sum = (simd, terms, out) => {
    taken.push(terms.length)
    const values = terms.map(({ tensors: [x] }) => simd.floats(x))
    simd.floats(out).forEach((_, i, all) => {
      all[i] = values.reduce((total, each) => total + each[i], 0)
    })
  }
  const tensor = (...values: number[]): tf.Tensor => {
    const x = tf.tensor1d(values)
    const deferred = backend().defer(x.shape, sum, [{ tensors: [x] }])
    x.dispose() // the term keeps the numbers
    return tf.engine().makeTensorFromTensorInfo(deferred, backend())
  }
  return { taken, tensor }
}

describe('a deferred sum', () => {
  it('is computed once, when its numbers are first needed', () => {
    const { taken, tensor } = counted()
    const x = tensor(1, 2)
    expect(taken).toEqual([])
    expect([...x.dataSync(), ...x.dataSync()]).toEqual([1, 2, 1, 2])
    expect(taken).toEqual([1])
    x.dispose()
  })

  it('is added to another of its kind without being taken, and both are taken together', () => {
    const { taken, tensor } = counted()
    const sum = tf.tidy(() => tf.add(tf.add(tensor(1, 2), tensor(3, 4)), tensor(5, 6)))
    expect(taken).toEqual([])
    expect([...sum.dataSync()]).toEqual([9, 12])
    expect(taken).toEqual([3])
    sum.dispose()
  })

  it('is taken where it is added to numbers, or to a sum of another kind', () => {
    const [one, other] = [counted(), counted()]
    expect([...tf.add(one.tensor(1, 2), other.tensor(3, 4)).dataSync()]).toEqual([4, 6])
    expect([...tf.add(one.tensor(1, 2), tf.tensor1d([1, 1])).dataSync()]).toEqual([2, 3])
    expect([one.taken, other.taken]).toEqual([[1, 1], [1]])
  })

  it('is what the gradient of a weight is that is used several times', () => {
    const w = tf.tensor2d([1, 0, 0, 1], [2, 2])
    const [x, y] = [tf.tensor2d(a, [2, 2]), tf.tensor2d(b, [2, 2])]
    const loss = (v: tf.Tensor) => tf.sum(tf.addN([x, y, x].map((each) => tf.matMul(each, v as tf.Tensor2D))))
    const gradient = tf.grad(loss)(w)
    expect([...gradient.dataSync()]).toEqual([4 + 12 + 4, 20, 6 + 14 + 6, 26])
    tf.dispose([w, x, y, gradient])
  })

  it('adds up products of different lengths', () => {
    const [x, y] = [tf.tensor2d(a, [2, 2]), tf.tensor2d(b, [2, 2])]
    const [u, v] = [tf.tensor2d([2, 3], [1, 2]), tf.tensor2d([1, 10], [1, 2])]
    const sum = tf.tidy(() => tf.add(product(x, y), product(u, v)))
    expect([...sum.dataSync()]).toEqual([26 + 2, 30 + 20, 38 + 3, 44 + 30])
    tf.dispose([x, y, u, v, sum])
  })

  it('sees its terms as they were, though they are changed in place before it is read', () => {
    const x = tf.variable(tf.tensor2d(a, [2, 2]))
    const y = tf.tensor2d(b, [2, 2])
    const deferred = product(x, y)
    lerp([{ target: x, source: tf.zerosLike(x) }], 1)
    expect([...deferred.dataSync()]).toEqual(A_T_B)
    tf.dispose([x, y, deferred])
  })

  it('that fails holds no memory for its result, and can be tried again', () => {
    let isBroken = true
    const sum: Sum = (simd, [{ tensors }], out) => {
      if (isBroken) throw new Error('broken')
      simd.floats(out).set(simd.floats(tensors[0]))
    }
    const x = tf.tensor1d([1, 2])
    const info = backend().defer([2], sum, [{ tensors: [x] }])
    const before = [backend().memoryBlock.used, backend().numDataIds()]
    const deferred = tf.engine().makeTensorFromTensorInfo(info, backend())
    expect(() => deferred.dataSync()).toThrow('broken')
    expect([backend().memoryBlock.used, backend().numDataIds()]).toEqual(before)
    isBroken = false
    expect([...deferred.dataSync()]).toEqual([1, 2])
    tf.dispose([x, deferred])
  })

  it('releases its terms when it is computed, or disposed of before', () => {
    const before = [backend().memoryBlock.used, tf.memory().numDataBuffers, backend().numDataIds()]
    const deferred = tf.tidy(() => product(tf.tensor2d(a, [2, 2]), tf.tensor2d(b, [2, 2])))
    expect([...deferred.dataSync()]).toEqual(A_T_B)
    expect(tf.memory().numDataBuffers).toBe(before[1] + 1)
    deferred.dispose()
    tf.tidy(() => product(tf.tensor2d(a, [2, 2]), tf.tensor2d(b, [2, 2]))).dispose()
    expect([backend().memoryBlock.used, tf.memory().numDataBuffers, backend().numDataIds()]).toEqual(before)
  })
})
