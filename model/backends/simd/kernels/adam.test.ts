import * as tf from '@tensorflow/tfjs-core'
import { afterAll, describe, expect, it } from 'vitest'
import { adamUpdate, lerp, sumSquares } from '../../../ops/inPlace.ts'
import { startSimd, stopSimd } from '../index.ts'
import { expectClose, numbers } from './compare.testing.ts'

const step = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  correction1: 1 - 0.9 ** 2,
  correction2: 1 - 0.99 ** 2,
  clip: 10,
}

/** The sum of squares of a gradient of norm 20, which `clip` halves. */
const squares = () => tf.scalar(400)

/** Values and moments of two variables of `size` numbers after an update of Adam, and after a lerp to the gradient. */
function updated(size: number): Float32Array[] {
  const variable = (seed: number) => tf.variable(tf.tensor(numbers([size], 1, seed).values))
  const gradient = tf.tensor(numbers([size], 3, 4).values)
  const slot = { value: variable(1), m: variable(2), v: tf.variable(tf.square(variable(3))), gradient }
  const other = { ...slot, value: variable(5), m: variable(6), v: tf.variable(tf.square(variable(7))) }
  adamUpdate([slot, other], squares(), step)
  const results = [slot, other]
    .flatMap(({ value, m, v }) => [value, m, v])
    .map((t) => t.dataSync<'float32'>())
  const pairs = [slot, other].map(({ value }) => ({ target: value, source: gradient }))
  lerp(pairs, 0.25)
  return [...results, ...pairs.map(({ target }) => target.dataSync<'float32'>())]
}

afterAll(stopSimd)

describe.each([1, 2])('updates in place on %i threads', (threads) => {
  for (const size of [1, 7, 64, 70001]) {
    it(`follow Adam's rule and the average's (${size} numbers)`, async () => {
      await tf.setBackend('cpu')
      const expected = updated(size)
      await startSimd({ threads })
      expectClose(updated(size), expected, 1e-5)
    })
  }

  it('are followed by a sum of a million squares that is exact to float32', async () => {
    await startSimd({ threads })
    const { values } = numbers([1_000_003], 1, 5)
    const exact = values.reduce((sum, v) => sum + v * v, 0)
    expect(Math.abs(sumSquares([tf.tensor(values)]).dataSync()[0] / exact - 1)).toBeLessThan(1e-6)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('do not hide %d in the sum of squares', async (bad) => {
    await startSimd({ threads })
    const { values } = numbers([50_000], 1, 5)
    values[49_999] = bad
    expect(sumSquares([tf.tensor(values)]).dataSync()[0]).toBe(bad)
  })

  it('carry a number that is not a number into the value instead of hiding it', async () => {
    await startSimd({ threads })
    const slot = {
      value: tf.variable(tf.ones([5])),
      m: tf.variable(tf.zeros([5])),
      v: tf.variable(tf.zeros([5])),
      gradient: tf.tensor1d([1, Number.NaN, 1, 1, Number.NaN]),
    }
    adamUpdate([slot], squares(), step)
    expect(Array.from(slot.value.dataSync(), Number.isNaN)).toEqual([false, true, false, false, true])
  })
})

describe('updates in place', () => {
  it('make no tensors', async () => {
    await startSimd({ threads: 1 })
    const [value, m, v] = [0, 1, 2].map(() => tf.variable(tf.ones([5])))
    const [gradient, norm] = [tf.ones([5]), squares()]
    const before = tf.memory().numTensors
    adamUpdate([{ value, m, v, gradient }], norm, step)
    lerp([{ target: value, source: gradient }], 0.5)
    expect(tf.memory().numTensors).toBe(before)
  })
})
