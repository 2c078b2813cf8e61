import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../backends/backends.testing.ts'
import { RnpError } from '../errors.ts'
import { Random } from '../random.ts'
import { constant, Parameters, Scope, uniformFanIn } from './parameters.ts'

beforeAll(startForTests)
afterAll(stopForTests)

/** A matrix and a running statistic. */
function made(value = 1): Parameters {
  const parameters = new Parameters()
  const scope = new Scope(parameters, new Random(1))
  scope.in('dense').variable('weight', [2, 3], constant(value))
  scope.in('norm').in('inner').statistic('mean', [4], constant(0))
  return parameters
}

describe('Parameters', () => {
  it('names each parameter by its scopes and counts the trainable numbers alone', () => {
    const parameters = made()
    expect(parameters.list.map(({ name, trainable }) => [name, trainable])).toEqual([
      ['dense.weight', true],
      ['norm.inner.mean', false],
    ])
    expect(parameters.trainable.map(({ name }) => name)).toEqual(['dense.weight'])
    expect(parameters.count).toBe(6)
    parameters.dispose()
  })

  it('loads what it saved, which later changes leave as it was', async () => {
    const [from, to] = [made(1.5), made(0)]
    const saved = await from.save()
    from.list[0].variable.assign(tf.zeros([2, 3]))
    to.load(saved)
    expect([...(await to.save())]).toEqual([
      ['dense.weight', { shape: [2, 3], values: new Float32Array(6).fill(1.5) }],
      ['norm.inner.mean', { shape: [4], values: new Float32Array(4) }],
    ])
    from.dispose()
    to.dispose()
  })

  it('refuses numbers without one of its names, and names it and its shape', async () => {
    const parameters = made()
    const saved = await parameters.save()
    saved.delete('norm.inner.mean')
    const { kind, message } = refusal(() => parameters.load(saved))
    expect(kind).toBe('checkpoint')
    expect(message).toMatch(/no "norm\.inner\.mean".*needs \[4\]/)
    parameters.dispose()
  })

  it('refuses numbers of another shape, and names it and both shapes', async () => {
    const parameters = made()
    const saved = await parameters.save()
    saved.set('dense.weight', { shape: [3, 2], values: new Float32Array(6) })
    const { kind, message } = refusal(() => parameters.load(saved))
    expect(kind).toBe('checkpoint')
    expect(message).toMatch(/"dense\.weight" as \[3,2\].*needs \[2,3\]/)
    parameters.dispose()
  })

  it('keeps its numbers where it refuses others', async () => {
    const parameters = made(7)
    const saved = await made(8).save()
    saved.set('norm.inner.mean', { shape: [5], values: new Float32Array(5) })
    refusal(() => parameters.load(saved))
    expect((await parameters.save()).get('dense.weight')!.values).toEqual(new Float32Array(6).fill(7))
    parameters.dispose()
  })
})

describe('uniformFanIn', () => {
  it('starts within one over the root of the fan-in, and spreads over all of it', () => {
    const values = uniformFanIn(16)(new Random(2), 1000)
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.25)
    // The variance of a uniform number in +-b is b^2 / 3; that of 1,000 squares deviates by 3 %.
    const meanSquare = values.reduce((sum, v) => sum + v * v, 0) / 1000
    expect(Math.abs(meanSquare / (0.25 ** 2 / 3) - 1)).toBeLessThan(0.1)
  })
})

function refusal(act: () => void): RnpError {
  try {
    act()
  } catch (error) {
    if (error instanceof RnpError) return error
  }
  throw new Error('Nothing was refused.')
}
