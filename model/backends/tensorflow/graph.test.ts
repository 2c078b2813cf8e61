import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { Compiled, type Computation } from '../../ops/compiled.ts'
import { profile } from '../profile.ts'
import { startTensorflow, stopTensorflow } from './index.ts'
import { findLibrary } from './library.ts'

const installed = findLibrary() !== undefined
beforeEach((context) => {
  if (!installed) context.skip('TensorFlow is not installed (npm run setup:tensorflow)')
})
beforeAll(async () => {
  if (installed) await startTensorflow()
})
afterAll(() => stopTensorflow())

/** What a computation gives for some rows of numbers, one run after another, and the kernels of the last run. */
async function results(compute: Computation, ...runs: number[][][]) {
  const compiled = new Compiled((inputs) => tf.tidy(() => compute(inputs)))
  const given = []
  for (const rows of runs) {
    const inputs = rows.map((row) => tf.tensor(row))
    let outputs: tf.Tensor[] = []
    const { kernels } = await profile(() => {
      outputs = compiled.run(inputs)
    })
    given.push({
      numbers: outputs.map((x) => [...x.dataSync()]),
      kernels: kernels.map(({ kernel }) => kernel),
    })
    tf.dispose([inputs, outputs])
  }
  compiled.dispose()
  return given
}

it('runs as one graph, and gives what its ops give', async () => {
  const [first, second] = await results(
    ([a, b]) => [...tf.split(tf.mul(tf.add(a, 2), b), 2), a, tf.sum(tf.square(b)), tf.greater(a, b)],
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 5],
    ],
  )
  expect(first.numbers).toEqual([[9], [16], [1, 2], [25], [0, 0]])
  expect(second.numbers).toEqual([[49], [40], [5, 6], [74], [0, 1]])
  expect(first.kernels).toEqual(expect.arrayContaining(['SplitV', 'RunGraph']))
  expect(second.kernels).toEqual(['RunGraph'])
})

it('has a graph for each of the shapes it is given', async () => {
  const doubled: Computation = ([x]) => [tf.mul(x, 2)]
  const given = await results(doubled, [[1]], [[1, 2]], [[3]], [[3, 4]])
  expect(given.map(({ numbers }) => numbers)).toEqual([[[2]], [[2, 4]], [[6]], [[6, 8]]])
  expect(given.map(({ kernels }) => kernels.includes('Multiply'))).toEqual([true, true, false, false])
})

it('takes no tensor given twice for the same one later', () => {
  const sum = new Compiled(([a, b]) => [tf.add(a, b)])
  const [one, two] = [tf.scalar(1), tf.scalar(2)]
  const numbers = [
    [one, one],
    [one, two],
    [two, two],
  ].map((inputs) => sum.run(inputs)[0].dataSync()[0])
  expect(numbers).toEqual([2, 3, 4])
  sum.dispose()
})

it('leaves no tensor behind', () => {
  const before = tf.memory().numTensors
  results(([x]) => [tf.exp(tf.neg(x))], [[1]], [[2]], [[3]])
  expect(tf.memory().numTensors).toBe(before)
})

it('refuses to read a tensor that is not an input, and numbers that it computes', async () => {
  const hidden = tf.neg(tf.tensor([1]))
  expect(() => results(([x]) => [tf.add(x, hidden)], [[1]])).toThrow('none of its inputs')
  expect(() => results(([x]) => [tf.mul(x, tf.neg(x).dataSync()[0])], [[1]])).toThrow(
    'cannot be read inside it',
  )
})

it('runs op by op where a graph cannot be written down', async () => {
  vi.stubEnv('TMPDIR', '/no such folder')
  vi.stubEnv('TEMP', '/no such folder')
  const given = await results(([x]) => [tf.mul(x, 2)], [[1]], [[3]])
  vi.unstubAllEnvs()
  expect(given).toEqual(
    [[[2]], [[6]]].map((numbers) => ({ numbers, kernels: expect.not.arrayContaining(['RunGraph']) })),
  )
})
