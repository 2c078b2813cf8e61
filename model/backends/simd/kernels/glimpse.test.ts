import type * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GeneratedSizes } from '../../../ops/generated.ts'
import { glimpse } from '../../../ops/glimpse.ts'
import { thetaLayout } from '../../../ops/thetaLayout.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, type Numbers, numbers, type Op } from './compare.ts'

const odd = { patch: 7, z: 5, e: 6, hidden: 12 }
const even = { patch: 14, z: 32, e: 32, hidden: 64 }

function inputsOf(sizes: Omit<GeneratedSizes, 'activation'>, batch: number, later: boolean): Numbers[] {
  const states = later ? [numbers([batch, sizes.z], 0.5, 4), numbers([batch, sizes.z], 0.5, 5)] : []
  const theta = numbers([batch, thetaLayout(sizes).size], 0.15, 1)
  return [theta, numbers([batch, sizes.patch ** 2], 1, 2), numbers([batch, 6], 0.5, 3), ...states]
}

const op =
  (sizes: GeneratedSizes): Op =>
  (theta, patch, action, state, policy) => {
    const previous = state && { state: state as tf.Tensor2D, policy: policy as tf.Tensor2D }
    const seen = glimpse(theta as tf.Tensor2D, patch as tf.Tensor2D, action as tf.Tensor2D, previous, sizes)
    return [seen.state, seen.policy, seen.action, seen.decoded]
  }

afterAll(stopSimd)

describe.each([1, 2])('a glimpse on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  for (const activation of ['layernorm-elu', 'none'] as const) {
    for (const later of [false, true]) {
      for (const [sizes, batch] of [
        [odd, 1],
        [odd, 3],
        [even, 2],
      ] as const) {
        const name = `${activation}, ${later ? 'later' : 'first'}, P ${sizes.patch}, ${batch} programs`
        it(`computes and differentiates as its reference does (${name})`, async () => {
          await expectAsOnCpu(op({ ...sizes, activation }), inputsOf(sizes, batch, later), 1e-4)
        })
      }
    }
  }
})

describe('the gradient of a glimpse', () => {
  it('agrees with central differences along a random direction of theta', async () => {
    await startSimd({ threads: 1 })
    const sizes = { ...odd, activation: 'layernorm-elu' } as const
    const [theta, ...rest] = inputsOf(odd, 1, false)
    const direction = numbers(theta.shape, 1, 9).values
    const loss = (step: number) => {
      const moved = { ...theta, values: theta.values.map((v, i) => v + step * direction[i]) }
      const outputs = evaluate(op(sizes), [moved, ...rest]).slice(0, 4)
      return outputs.reduce((sum, values, k) => {
        const weights = numbers([1, values.length], 1, 100 + k).values
        return sum + values.reduce((s, v, i) => s + v * weights[i], 0)
      }, 0)
    }
    const dTheta = evaluate(op(sizes), [theta, ...rest])[4]
    const slope = dTheta.reduce((sum, g, i) => sum + g * direction[i], 0)
    const step = 3e-4
    expect((loss(step) - loss(-step)) / (2 * step) / slope).toBeCloseTo(1, 2)
  })

  it('is the same to the bit when computed again', async () => {
    await startSimd({ threads: 1 })
    const sizes = { ...even, activation: 'layernorm-elu' } as const
    const inputs = inputsOf(even, 2, true)
    const once = evaluate(op(sizes), inputs)
    expect(evaluate(op(sizes), inputs)).toEqual(once)
  })
})
