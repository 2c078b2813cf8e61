import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../backends/backends.testing.ts'
import type { Run } from './generate.ts'
import { divergence, lossTerms, partError, zoomToParts } from './loss.ts'
import { noisePictures, normals, squaredError, tinyConfig, tinyLevels } from './rnp.testing.ts'
import { Rnp } from './rnp.ts'
import { zoom } from './sampler.ts'

beforeAll(startForTests)
afterAll(stopForTests)

const numberOf = (scalar: tf.Tensor) => scalar.dataSync()[0]

describe('divergence', () => {
  it('is 0 for the prior itself', () => {
    expect(numberOf(divergence({ mu: tf.zeros([3, 4]), logSigma: tf.zeros([3, 4]) }))).toBe(0)
  })

  it('sums over the program vector and averages over the batch', () => {
    // Two programs: mu = (1, 2) costs (1 + 4) / 2, sigma = (2, 1/2) costs (4 + 1/4 - 2) / 2; their mean is 3.625 / 2.
    const mu = tf.tensor2d([1, 2, 0, 0], [2, 2])
    const logSigma = tf.tensor2d([0, 0, Math.LN2, -Math.LN2], [2, 2])
    expect(numberOf(divergence({ mu, logSigma }))).toBeCloseTo((2.5 + 1.125) / 2, 5)
  })
})

/** A two-level run of one picture of 3 px that draws nothing and guesses `decoded` for its two parts. */
function drawn(decoded: number[], actions: tf.Tensor3D, canvas = tf.zeros<tf.Rank.R3>([1, 3, 3])): Run {
  const empty = tf.zeros<tf.Rank.R3>([1, 2, 9])
  const guessed = tf.tensor3d(decoded, [1, 2, 9])
  const start = tf.zeros<tf.Rank.R2>([1, 9])
  return {
    level: 2,
    start,
    canvas,
    states: tf.zeros([1, 2, 1]),
    actions,
    decoded: guessed,
    parts: empty,
    lower: [],
  }
}

describe('lossTerms', () => {
  // Offset 1 and action 0 zoom to the picture itself.
  const config = { ...tinyConfig, side: 3, patch: 3, offset: 1 }
  const actions = () => tf.zeros<tf.Rank.R3>([1, 2, 6])
  const posterior = () => ({ mu: tf.tensor2d([[2]]), logSigma: tf.zeros<tf.Rank.R2>([1, 1]) })

  it('are the mean squared errors of whole and parts and the KL, weighed and added', () => {
    // The whole is off by 1 everywhere; one part is right, the other off by 2; KL is 2^2 / 2.
    const x = tf.ones<tf.Rank.R3>([1, 3, 3])
    const decoded = [...new Array(9).fill(1), ...new Array(9).fill(3)]
    const terms = lossTerms(config, x, posterior(), drawn(decoded, actions()), { rec: 10, kl: 0.5 })
    expect(numberOf(terms.rec)).toBeCloseTo(1, 6)
    expect(numberOf(terms.part)).toBeCloseTo(2, 6)
    expect(numberOf(terms.kl)).toBeCloseTo(2, 6)
    expect(numberOf(terms.loss)).toBeCloseTo(10 * (1 + 2) + 0.5 * 2, 4)
  })

  it('compare every part with what its own action covers', () => {
    const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3])
    // t = (1, 0): the second part covers what lies a pixel to the left.
    const moved = tf.tensor3d([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], [1, 2, 6])
    const decoded = [...x.dataSync(), ...[0, 1, 2, 0, 4, 5, 0, 7, 8]]
    expect(numberOf(partError(config, drawn(decoded, moved), x))).toBeCloseTo(0, 6)
  })

  it('have no part term where there is one level', () => {
    const run: Run = { ...drawn(new Array(18).fill(5), actions()), level: 1 }
    expect(numberOf(partError(config, run, tf.ones([1, 3, 3])))).toBe(0)
  })

  it('pass no gradient through the actions that zoom to the parts', () => {
    const x = noisePictures(1, 3)
    const given = [tf.fill([1, 2, 6], 0.1), tf.fill([1, 2, 9], 0.2), tf.fill([1, 3, 3], 0.3)] as tf.Tensor3D[]
    const [dActions, dDecoded, dCanvas] = tf.grads((a, decoded, canvas) => {
      const run = { ...drawn(new Array(18).fill(0), a as tf.Tensor3D, canvas as tf.Tensor3D), decoded }
      return lossTerms(config, x, posterior(), run as Run, { rec: 1, kl: 1 }).loss
    })(given)
    expect(dActions.dataSync()).toEqual(new Float32Array(12))
    expect(numberOf(tf.max(tf.abs(dDecoded)))).toBeGreaterThan(0)
    expect(numberOf(tf.max(tf.abs(dCanvas)))).toBeGreaterThan(0)
  })
})

describe('the part term of three levels', () => {
  it('compares the upper parts with the picture and the lower ones with their parent, zoomed', () => {
    const config = tinyLevels(3)
    const model = new Rnp(config, 1)
    tf.tidy(() => {
      const x = noisePictures(2)
      const run = model.generate(normals([2, config.z]))
      const zoomed = (of: Run, t: number, target: tf.Tensor3D) => {
        const action = tf.gather(of.actions, t, 1) as tf.Tensor as tf.Tensor2D
        return zoom(target, action, config.offset, config.patch)
      }
      const guess = (of: Run, t: number) => tf.gather(of.decoded, t, 1).dataSync()
      const upper = [0, 1].map((t) => zoomed(run, t, x))
      const upperErrors = upper.map((target, t) => squaredError(guess(run, t), target.dataSync()))
      const lowerErrors = run.lower.flatMap((lower, t) =>
        [0, 1, 2].map((s) => squaredError(guess(lower, s), zoomed(lower, s, upper[t]).dataSync())),
      )
      expect(lowerErrors).toHaveLength(6)
      const expected = mean(upperErrors) + mean(lowerErrors)
      expect(mean(lowerErrors)).toBeGreaterThan(0.01)
      expect(numberOf(partError(config, run, x)) / expected).toBeCloseTo(1, 5)
      const targets = tf.unstack(zoomToParts(config, run, x), 1)
      expect(targets.map((target) => [...target.dataSync()])).toEqual(
        upper.map((target) => [...target.dataSync()]),
      )
    })
    model.dispose()
  })
})

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
