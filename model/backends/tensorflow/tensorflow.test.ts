import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { affineSample } from '../../ops/affineSample.ts'
import { batchNormTrain } from '../../ops/batchNorm.ts'
import { glimpsesOf } from '../../ops/glimpse.ts'
import { hiddenLayer } from '../../ops/hiddenLayer.ts'
import { layerNorm } from '../../ops/layerNorm.ts'
import { meanSquaredError } from '../../ops/meanSquaredError.ts'
import { runProgram } from '../../ops/runProgram.ts'
import { thetaLayout } from '../../ops/thetaLayout.ts'
import { Trainer } from '../../training/trainer.ts'
import { tinyConfig, tinySettings, tinyTrain } from '../../training/training.testing.ts'
import { startSimd, stopSimd } from '../simd/index.ts'
import { evaluate, expectClose, type Numbers, numbers, type Op } from '../simd/kernels/compare.testing.ts'
import { startTensorflow, stopTensorflow } from './index.ts'
import { findLibrary } from './library.ts'

const installed = findLibrary() !== undefined
beforeEach((context) => {
  if (!installed) context.skip('TensorFlow is not installed (npm run setup:tensorflow)')
})

beforeAll(async () => {
  if (!installed) return
  await startSimd({ threads: 1 })
  await startTensorflow()
})
afterAll(async () => {
  await stopTensorflow()
  await stopSimd()
})

const sizes = {
  patch: 5,
  z: 6,
  e: 7,
  hidden: 12,
  activation: 'layernorm-elu',
  glimpses: 3,
  offset: 2.3,
} as const
const theta = numbers([4, thetaLayout(sizes).size], 0.15, 1)
const patch = numbers([4, 25], 1, 2)
const action = numbers([4, 6], 0.5, 3)
const vectors = [numbers([9], 1, 4), numbers([9], 1, 5)]

const ops: Record<string, [op: Op, inputs: Numbers[]]> = {
  affineSample: [
    (image, matrix) => [affineSample(image as tf.Tensor3D, matrix as tf.Tensor2D, 6)],
    [numbers([4, 7, 7]), numbers([4, 6], 0.8, 2)],
  ],
  batchNormTrain: [
    (x, gamma, beta) => {
      const { y } = batchNormTrain(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D)
      return [y]
    },
    [numbers([31, 9]), ...vectors],
  ],
  layerNorm: [
    (x, gamma, beta) => [layerNorm(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 'elu')],
    [numbers([31, 9]), ...vectors],
  ],
  hiddenLayer: [
    (x, weight, bias, gamma, beta) => [
      hiddenLayer(x as tf.Tensor2D, {
        weight: weight as tf.Tensor2D,
        bias: bias as tf.Tensor1D,
        gamma: gamma as tf.Tensor1D,
        beta: beta as tf.Tensor1D,
      }),
    ],
    [numbers([31, 8]), numbers([8, 9]), numbers([9], 1, 6), ...vectors],
  ],
  meanSquaredError: [(a, b) => [meanSquaredError(a, b)], [numbers([5, 7]), numbers([5, 7], 1, 2)]],
  glimpse: [
    (...inputs) => {
      const [t, x, a, state, policy] = inputs as tf.Tensor2D[]
      const seen = glimpsesOf(t, sizes)(x, a, { state, policy })
      return [seen.state, seen.policy, seen.action, seen.decoded]
    },
    [theta, patch, action, numbers([4, 6], 1, 7), numbers([4, 6], 1, 8)],
  ],
  runProgram: [
    (...inputs) => {
      const [t, x, a] = inputs as tf.Tensor2D[]
      const { canvas, states, actions, patches } = runProgram(t, x, a, sizes)
      return [canvas, states, actions, patches]
    },
    [theta, patch, action],
  ],
}

describe('the tensorflow backend (skipped where it is not installed: npm run setup:tensorflow)', () => {
  it('is the current one of our tfjs once it is started, and reports what it runs on', async () => {
    const info = await startTensorflow()
    expect(tf.getBackend()).toBe('tensorflow')
    expect(info).toMatchObject({ backend: 'tensorflow', device: expect.stringMatching(/./) })
    expect(info.library).toMatch(/^@tensorflow\/tfjs-node(-gpu)? 4\.\d+\.\d+, TensorFlow 2\.\d+\.\d+$/)
  })

  it('can be ended, twice too, and started again', async () => {
    await stopTensorflow()
    await stopTensorflow()
    expect(tf.findBackendFactory('tensorflow')).toBeNull()
    await startTensorflow()
    expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3)
  })

  it.each(Object.entries(ops))('computes and differentiates %s as simd does', async (_, [op, inputs]) => {
    await tf.setBackend('simd')
    const expected = evaluate(op, inputs)
    await tf.setBackend('tensorflow')
    const before = tf.memory().numTensors
    const actual = evaluate(op, inputs)
    expect(tf.memory().numTensors).toBe(before)
    expectClose(actual, expected, 1e-3)
  })

  it('takes the training steps that simd takes', async () => {
    const [expected, actual] = [await steps('simd'), await steps('tensorflow')]
    const ratios = actual.losses.map((loss, i) => loss / expected.losses[i])
    expect(ratios[0]).toBeCloseTo(1, 4)
    expectClose([actual.gradient], [expected.gradient], 1e-2)
    // A start is chaotic: each step magnifies the rounding errors of the one before.
    for (const ratio of ratios.slice(1)) expect(ratio).toBeCloseTo(1, 2)
  })
})

/** A low learning rate: Adam divides by the gradient's size, so that rounding errors soon separate two trainings. */
const settings = { ...tinySettings, learningRate: 2e-5 }

/** The losses of a training's first steps, and its first gradient, clipped, from Adam's first moments. */
async function steps(backend: string): Promise<{ losses: number[]; gradient: Float32Array }> {
  await tf.setBackend(backend)
  const trainer = new Trainer(tinyConfig, settings, tinyTrain())
  const first = await trainer.update()
  const moments = [...(await trainer.tensors())].filter(([name]) => name.startsWith('adam/m/'))
  const gradient = Float32Array.from(moments.flatMap(([, { values }]) => [...values]))
  const losses = [first, await trainer.update(), await trainer.update()].map(({ loss }) => loss)
  trainer.dispose()
  return { losses, gradient }
}
