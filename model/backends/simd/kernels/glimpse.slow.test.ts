import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GlimpseOutput, glimpsesOf } from '../../../ops/glimpse.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, expectSameBits, numbers, type Op } from './compare.testing.ts'
import { anyPrograms, knownPrograms, type Programs, programInputs } from './programShapes.testing.ts'

/** All glimpses of some programs, each fed its own patch and action back: what every one of them predicts. */
const op =
  ({ sizes, glimpses }: Programs): Op =>
  (theta, patch0, action0) => {
    const glimpse = glimpsesOf(theta as tf.Tensor2D, sizes)
    const seen: GlimpseOutput[] = []
    let [patch, action] = [patch0, action0] as tf.Tensor2D[]
    for (let t = 0; t < glimpses; t++) {
      seen.push(glimpse(patch, action, seen[t - 1]))
      patch = seen[t].decoded
      action = seen[t].action
    }
    return seen.flatMap(({ state, policy, action, decoded }) => [state, policy, action, decoded])
  }

const four: Programs = knownPrograms[0][0]

afterAll(stopSimd)

describe.each([1, 2])('glimpses on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('compute and differentiate as their reference does to 1e-3, for random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrograms, (programs) => expectAsOnCpu(op(programs), programInputs(programs), 1e-3)),
      { seed: 1, numRuns: 15, examples: knownPrograms as [Programs][] },
    )
  })

  it('give the same bits again', () => {
    const once = evaluate(op(four), programInputs(four))
    expectSameBits(evaluate(op(four), programInputs(four)), once)
  })

  it('leave no tensor behind, with a gradient and without', () => {
    const [before, held] = [tf.memory().numTensors, tf.memory().numDataBuffers]
    evaluate(op(four), programInputs(four))
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual([before, held])
  })
})

describe('the gradient of a glimpse', () => {
  it('agrees with central differences along a random direction of theta', async () => {
    await startSimd({ threads: 1 })
    const programs: Programs = {
      sizes: { patch: 7, z: 5, e: 6, hidden: 12, activation: 'layernorm-elu' },
      batch: 1,
      glimpses: 1,
    }
    const [theta, ...rest] = programInputs(programs)
    const direction = numbers(theta.shape, 1, 9).values
    const loss = (step: number) => {
      const moved = { ...theta, values: theta.values.map((v, i) => v + step * direction[i]) }
      const outputs = evaluate(op(programs), [moved, ...rest]).slice(0, 4)
      return outputs.reduce((sum, values, k) => {
        const weights = numbers([1, values.length], 1, 100 + k).values
        return sum + values.reduce((s, v, i) => s + v * weights[i], 0)
      }, 0)
    }
    const dTheta = evaluate(op(programs), [theta, ...rest])[4]
    const slope = dTheta.reduce((sum, g, i) => sum + g * direction[i], 0)
    const step = 3e-4
    expect((loss(step) - loss(-step)) / (2 * step) / slope).toBeCloseTo(1, 2)
  })
})
