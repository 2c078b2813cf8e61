import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../../backends/backends.testing.ts'
import { Random } from '../../random.ts'
import { Parameters, Scope } from '../parameters.ts'
import { applyStatistics, BatchNorm, type StatisticUpdate } from './batchNorm.ts'

beforeAll(startForTests)
afterAll(stopForTests)

const EPSILON = 1e-5

/** Two channels: one of mean 4 and variance 5 (biased; 20/3 unbiased), one of mean 0 and variance 1 (4/3). */
const ROWS = [1, -1, 3, 1, 5, -1, 7, 1]
const MEANS = [4, 0]
const VARIANCES = [5, 1]
const UNBIASED = [20 / 3, 4 / 3]

function made(): { layer: BatchNorm; parameters: Parameters; running: (name: string) => Promise<number[]> } {
  const parameters = new Parameters()
  const layer = new BatchNorm(new Scope(parameters, new Random(1)), 2)
  return { layer, parameters, running: async (name) => [...(await parameters.save()).get(name)!.values] }
}

/** Applies the layer, in training if `updates` is given, and returns its output. */
function applied(layer: BatchNorm, rows = ROWS, updates?: StatisticUpdate[]): number[] {
  return tf.tidy(() => [...layer.apply(tf.tensor2d(rows, [rows.length / 2, 2]), updates).dataSync()])
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5)
}

const normalized = (rows: readonly number[], means: readonly number[], variances: readonly number[]) =>
  rows.map((v, i) => (v - means[i % 2]) / Math.sqrt(variances[i % 2] + EPSILON))

describe('BatchNorm', () => {
  it('normalises a batch in training by its own statistics, then scales and shifts it', async () => {
    const { layer, parameters } = made()
    expectNear(applied(layer, ROWS, []), normalized(ROWS, MEANS, VARIANCES))
    const [gamma, beta] = ['gamma', 'beta'].map((name) => parameters.list.find((p) => p.name === name)!)
    tf.tidy(() => {
      gamma.variable.assign(tf.tensor1d([2, 3]))
      beta.variable.assign(tf.tensor1d([10, 20]))
    })
    const expected = normalized(ROWS, MEANS, VARIANCES).map((v, i) => v * [2, 3][i % 2] + [10, 20][i % 2])
    expectNear(applied(layer, ROWS, []), expected)
    parameters.dispose()
  })

  it('moves the running statistics a tenth of the way, to the unbiased variance, once they are applied', async () => {
    const { layer, parameters, running } = made()
    const updates: StatisticUpdate[] = []
    applied(layer, ROWS, updates)
    expect([await running('mean'), await running('variance')]).toEqual([
      [0, 0],
      [1, 1],
    ])
    applyStatistics(updates)
    const means = MEANS.map((mean) => 0.1 * mean)
    const variances = UNBIASED.map((variance) => 0.9 + 0.1 * variance)
    expectNear(await running('mean'), means)
    expectNear(await running('variance'), variances)
    applyStatistics(updates)
    expectNear(
      await running('mean'),
      MEANS.map((mean, c) => 0.9 * means[c] + 0.1 * mean),
    )
    tf.dispose(updates.map(({ batch }) => batch))
    parameters.dispose()
  })

  it('normalises by the running statistics where it does not train, and leaves them as they are', async () => {
    const { layer, parameters, running } = made()
    const updates: StatisticUpdate[] = []
    applied(layer, ROWS, updates)
    applyStatistics(updates)
    const [means, variances] = [await running('mean'), await running('variance')]
    expectNear(applied(layer), normalized(ROWS, means, variances))
    expectNear(applied(layer, [5, 5]), normalized([5, 5], means, variances))
    expect([await running('mean'), await running('variance')]).toEqual([means, variances])
    tf.dispose(updates.map(({ batch }) => batch))
    parameters.dispose()
  })

  it('takes the pixels of feature maps as rows of a batch', async () => {
    const { layer, parameters } = made()
    tf.tidy(() => {
      const maps = layer.apply(tf.tensor4d(ROWS, [1, 2, 2, 2]), [])
      expect(maps.shape).toEqual([1, 2, 2, 2])
      expectNear([...maps.dataSync()], normalized(ROWS, MEANS, VARIANCES))
    })
    parameters.dispose()
  })

  it('stays finite for a batch of one row, whose variance is 0', async () => {
    const { layer, parameters, running } = made()
    const updates: StatisticUpdate[] = []
    expectNear(applied(layer, [3, 9], updates), [0, 0])
    applyStatistics(updates)
    expectNear(await running('variance'), [0.9, 0.9])
    tf.dispose(updates.map(({ batch }) => batch))
    parameters.dispose()
  })
})
