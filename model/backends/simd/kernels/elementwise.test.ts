import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, numbers, type Op } from './compare.testing.ts'

afterAll(stopSimd)

const BINARY: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  'div by a square and 1': (a, b) => tf.div(a, tf.add(tf.square(b), 1)),
}
/** Their gradients in tfjs ask for equal shapes. */
const BINARY_ALIKE: typeof BINARY = {
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
}
const UNARY: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  relu: tf.relu,
  step: (x) => tf.step(x),
  'step with a slope': (x) => tf.step(x, 0.5),
  elu: tf.elu,
  exp: tf.exp,
  square: tf.square,
  'sqrt of a square and 1': (x) => tf.sqrt(tf.add(tf.square(x), 1)),
  neg: tf.neg,
}

const SHAPES = [
  [[1], [1]],
  [[37], [37]],
  [[40_003], [40_003]],
  [[5, 21], []],
  [[], [5, 21]],
  [[5, 21], [1]],
  [[3, 5, 21], [21]],
  [[3000, 21], [21]],
  [
    [4, 7],
    [4, 1],
  ],
  [
    [4, 1, 6],
    [4, 5, 6],
  ],
  [
    [4, 5, 6],
    [4, 1, 6],
  ],
  [
    [2, 1, 3],
    [1, 4, 3],
  ],
  [
    [0, 3],
    [0, 3],
  ],
]

async function compare(op: Op, inputs: Parameters<typeof evaluate>[1]) {
  await tf.setBackend('cpu')
  const expected = evaluate(op, inputs)
  await tf.setBackend('simd')
  expectClose(evaluate(op, inputs), expected, 2e-6)
}

describe.each([1, 2])('elementwise functions on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  for (const [name, f] of Object.entries(BINARY)) {
    it(`${name} as tfjs-backend-cpu does, gradients too, in every way of broadcasting`, async () => {
      for (const [a, b] of SHAPES) await compare((x, y) => [f(x, y)], [numbers(a, 1, 1), numbers(b, 1, 2)])
    })
  }

  for (const [name, f] of Object.entries(BINARY_ALIKE)) {
    it(`${name} as tfjs-backend-cpu does, in every way of broadcasting, gradients too where shapes are equal`, async () => {
      for (const [a, b] of SHAPES) {
        const inputs = [numbers(a, 1, 1), numbers(b, 1, 2)]
        if (a.join() === b.join()) await compare((x, y) => [f(x, y)], inputs)
        const run = () => {
          const [x, y] = inputs.map(({ values, shape }) => tf.tensor(values, shape as number[]))
          return [f(x, y).dataSync() as Float32Array]
        }
        await tf.setBackend('cpu')
        const expected = run()
        await tf.setBackend('simd')
        expectClose(run(), expected, 1e-6)
      }
    })
  }

  for (const [name, f] of Object.entries(UNARY)) {
    it(`${name} as tfjs-backend-cpu does, gradients too`, async () => {
      for (const shape of [[], [3], [5, 21], [70_001]]) await compare((x) => [f(x)], [numbers(shape, 2)])
    })
  }

  it('add any count of tensors', async () => {
    for (const count of [1, 2, 5]) {
      await compare(
        (...x) => [tf.addN(x)],
        Array.from({ length: count }, (_, i) => numbers([7, 11], 1, i)),
      )
    }
  })

  it('leave integers to tfjs-backend-cpu', () => {
    const y = tf.mul(tf.tensor1d([3, 4], 'int32'), tf.tensor1d([5, 6], 'int32'))
    expect([y.dtype, ...y.dataSync()]).toEqual(['int32', 15, 24])
  })
})

describe('elementwise functions', () => {
  it('are exact to float32 for exp and elu over their range, and right at its ends', async () => {
    await startSimd({ threads: 1 })
    const x = Float32Array.from({ length: 10_001 }, (_, i) => -87 + (175 * i) / 10_000)
    const relative = tf
      .exp(tf.tensor1d(x))
      .dataSync()
      .map((y, i) => Math.abs(y / Math.exp(x[i]) - 1))
    expect(Math.max(...relative)).toBeLessThan(1.5e-7)
    const absolute = tf.elu(tf.tensor1d(x.map((v) => v / 20))).dataSync()
    absolute.forEach((y, i) => {
      const v = Math.fround(x[i] / 20)
      expect(Math.abs(y - (v > 0 ? v : Math.expm1(v)))).toBeLessThan(1e-7)
    })
    const ends = tf.tensor1d([Number.NEGATIVE_INFINITY, -1000, 0, 1000, Number.POSITIVE_INFINITY, Number.NaN])
    const [low, lower, ...rest] = tf.exp(ends).dataSync()
    expect(Math.max(low, lower)).toBeLessThan(1e-37)
    expect(rest).toEqual([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN])
    expect([...tf.elu(ends).dataSync()]).toEqual([-1, -1, 0, 1000, Number.POSITIVE_INFINITY, Number.NaN])
  })

  it('pass NaN on', async () => {
    await startSimd({ threads: 1 })
    const [x, one] = [tf.fill([9], Number.NaN), tf.ones([9])]
    for (const f of [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.minimum, tf.squaredDifference]) {
      expect([...f(x, one).dataSync(), ...f(one, x).dataSync()].every(Number.isNaN)).toBe(true)
    }
    for (const f of [tf.exp, tf.elu, tf.square, tf.sqrt, tf.neg]) {
      expect([...f(x).dataSync()].every(Number.isNaN)).toBe(true)
    }
  })
})
