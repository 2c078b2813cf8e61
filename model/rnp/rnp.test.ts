import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startForTests, stopForTests, testBackend } from '../backends/backends.testing.ts'
import { expectClose, expectSameBits } from '../backends/simd/kernels/compare.testing.ts'
import { thetaLayout } from '../ops/thetaLayout.ts'
import { Random } from '../random.ts'
import { PUBLIC_LOSS, type RnpConfig } from './config.ts'
import type { Run } from './generate.ts'
import type { StatisticUpdate } from './layers/batchNorm.ts'
import { lossTerms } from './loss.ts'
import type { SavedTensor } from './parameters.ts'
import { parsePictures, parseSamples } from './parser.ts'
import { presets } from './presets.ts'
import { noise, noisePictures, normals, tinyConfig, tinyLevels } from './rnp.testing.ts'
import { Rnp } from './rnp.ts'

beforeAll(startForTests)
beforeEach(async () => {
  await tf.setBackend(testBackend)
})
afterAll(stopForTests)

const BATCH = 3
const publicCode = { blocks: 4, units: 128 }

/** The loss of a batch in training; the batch's statistics are dropped. */
function lossOf(model: Rnp): tf.Scalar {
  const { side, z } = model.config
  const updates: StatisticUpdate[] = []
  const { loss } = model.loss(noisePictures(BATCH, side), normals([BATCH, z]), PUBLIC_LOSS, updates)
  tf.dispose(updates.map(({ batch }) => batch))
  return loss
}

/** `lossOf`, and its gradient of every trainable parameter in order. */
function lossAndGradients(model: Rnp): { loss: number; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const variables = model.parameters.trainable.map(({ variable }) => variable)
    const { value, grads } = tf.variableGrads(() => lossOf(model), variables)
    return {
      loss: value.dataSync()[0],
      gradients: variables.map(({ name }) => grads[name].dataSync() as Float32Array),
    }
  })
}

describe('the numbers of a model', () => {
  it.each([
    ['patches of 28 px', { ...presets.mnist, encoder: publicCode }, 8_892_560],
    ['patches of 14 px', presets['mnist-compact'], 4_038_032],
  ])('with the encoder of the public code and %s, are as many as the paper has', (_, config, count) => {
    const model = new Rnp(config, 1)
    expect(model.parameters.count).toBe(count)
    model.dispose()
  })

  it('are one hypernetwork more for each level that has its own', () => {
    const count = (config: RnpConfig) => {
      const model = new Rnp(config, 1)
      const { count, list } = model.parameters
      const own = list.filter(({ name }) => name.startsWith('hypernetwork'))
      model.dispose()
      return [count, own.reduce((sum, { variable }) => sum + variable.size, 0)]
    }
    const [shared, one] = count(tinyLevels(3))
    const [perLevel, three] = count({ ...tinyLevels(3), hypernetwork: 'per-level' })
    expect(three).toBe(3 * one)
    expect(perLevel).toBe(shared + 2 * one)
  })

  it('are refused where the pictures are too small for the encoder', () => {
    expect(() => new Rnp({ ...tinyConfig, side: 13 }, 1)).toThrow(/at least 14 px; the side is 13/)
  })
})

describe('the seed', () => {
  it('gives the same parameters, losses and gradients twice, bit for bit, and others for another', async () => {
    const once = async (seed: number) => {
      const model = new Rnp(tinyConfig, seed)
      const start = await model.parameters.save()
      const { loss, gradients } = lossAndGradients(model)
      model.dispose()
      return { theta: start.get('hypernetwork.theta')!.values, start: [...start.values()], loss, gradients }
    }
    const [first, again, other] = [await once(7), await once(7), await once(8)]
    expectSameBits(
      again.start.map(({ values }) => values),
      first.start.map(({ values }) => values),
    )
    expectSameBits(again.gradients, first.gradients)
    expect(again.loss).toBe(first.loss)
    expect(other.theta).not.toEqual(first.theta)
    expect(other.loss).not.toBe(first.loss)
  })
})

describe.each([1, 2, 3])('tensors of a model of %i levels', (levels) => {
  const config = tinyLevels(levels)
  const { side } = config

  it.each<[string, (model: Rnp) => unknown]>([
    ['losses with gradients', (model) => lossAndGradients(model)],
    ['parses of pictures', (model) => parsePictures(model, noise(3, side), 3)],
    ['parses of samples', (model) => parseSamples(model, 3, new Random(1))],
  ])('are as many after repeated %s as before, and none once the model is disposed of', async (_, use) => {
    const before = tf.memory().numTensors
    const model = new Rnp(config, 1)
    const own = tf.memory().numTensors
    expect(own).toBe(before + model.parameters.list.length)
    for (let i = 0; i < 3; i++) {
      await use(model)
      expect(tf.memory().numTensors).toBe(own)
    }
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe.each([1, 2, 3])('the loss of a model of %i levels', (levels) => {
  const config = tinyLevels(levels)

  it('has the gradients of the reference composition on tfjs-backend-cpu', async () => {
    const model = await calmModel(config)
    const actual = lossAndGradients(model)
    const saved = await model.parameters.save()
    const { trainable } = model.parameters
    model.dispose()
    await tf.setBackend('cpu')
    const reference = new Rnp(config, 4)
    reference.parameters.load(saved)
    const expected = lossAndGradients(reference)
    reference.dispose()
    expect(actual.loss / expected.loss).toBeCloseTo(1, 5)
    // Batch norm cancels the biases before it: their gradients are 0 except for rounding.
    const undone = trainable.map(({ name }) => /^encoder\.dense\d\.bias$/.test(name))
    const most = Math.max(...expected.gradients.map(largest))
    expect(undone.filter(Boolean)).toHaveLength(4)
    for (const gradients of [actual.gradients, expected.gradients]) {
      const rounding = gradients.filter((_, i) => undone[i])
      expect(Math.max(...rounding.map(largest)) / most).toBeLessThan(1e-4)
    }
    const others = (gradients: Float32Array[]) => gradients.filter((_, i) => !undone[i])
    expectClose(others(actual.gradients), others(expected.gradients), 1e-3)
  })

  it('has the gradients of central differences', async () => {
    const model = await calmModel(config)
    const start = await model.parameters.save()
    const names = model.parameters.trainable.map(({ name }) => name)
    const { loss, gradients } = lossAndGradients(model)
    // The standard deviation of slopes along directions whose length is about 1 in every parameter.
    const unit = Math.sqrt(gradients.reduce((sum, g) => sum + dot(g, g) / g.length, 0))
    const step = 1e-4
    tf.tidy(() => {
      const { generated } = drawn(model)
      expect(lossLookingWhere(generated, model) / loss).toBeCloseTo(1, 5)
      const errors = Array.from({ length: 6 }, (_, n) => {
        const random = new Random(n)
        const direction = gradients.map(({ length }) =>
          random.normals(length).map((v) => v / Math.sqrt(length)),
        )
        const at = (by: number) => {
          const moved = names.map((name, k): [string, SavedTensor] => {
            const { shape, values } = start.get(name)!
            return [name, { shape, values: values.map((v, i) => v + by * direction[k][i]) }]
          })
          model.parameters.load(new Map([...start, ...moved]))
          return lossLookingWhere(generated, model)
        }
        const claimed = gradients.reduce((sum, g, k) => sum + dot(g, direction[k]), 0)
        return Math.abs((at(step) - at(-step)) / (2 * step) - claimed) / unit
      })
      expect(Math.max(...errors), `${errors}`).toBeLessThan(0.01)
    })
    model.dispose()
  })
})

/**
 * A model whose generated biases are ten times those of its start. Layer norm divides by the deviation of what it gets:
 * with small biases that is so near 0 in places that the loss of a tiny model bends within steps of 1e-5, where float32
 * rounds its slope away. Large biases keep it apart from 0.
 */
async function calmModel(config: RnpConfig): Promise<Rnp> {
  const model = new Rnp(config, 3)
  const saved = await model.parameters.save()
  const { entries, size } = thetaLayout(config)
  const biases = entries.filter(({ shape }) => shape.length === 1)
  const { values } = saved.get('hypernetwork.theta')!
  for (let row = 0; row < config.hidden; row++) {
    for (const { offset, size: count } of biases) {
      const start = row * size + offset
      for (let i = start; i < start + count; i++) values[i] *= 10
    }
  }
  model.parameters.load(saved)
  return model
}

/** What `lossOf` works on, step by step. */
function drawn(model: Rnp) {
  const { side, z } = model.config
  const updates: StatisticUpdate[] = []
  const x = noisePictures(BATCH, side)
  const posterior = model.infer(x, updates)
  tf.dispose(updates.map(({ batch }) => batch))
  const noise = tf.mul(normals([BATCH, z]), tf.exp(posterior.logSigma))
  return { x, posterior, generated: model.generate(tf.add<tf.Tensor2D>(posterior.mu, noise)) }
}

/**
 * `lossOf` with parts held against what the actions of `start` cover: no gradient flows through the zoom's actions, so
 * central differences must not move them either.
 */
function lossLookingWhere(start: Run, model: Rnp): number {
  const lookingWhere = (other: Run, run: Run): Run => ({
    ...run,
    actions: other.actions,
    lower: run.lower.map((each, t) => lookingWhere(other.lower[t], each)),
  })
  return tf.tidy(() => {
    const { x, posterior, generated } = drawn(model)
    const run = lookingWhere(start, generated)
    return lossTerms(model.config, x, posterior, run, PUBLIC_LOSS).loss.dataSync()[0]
  })
}

const largest = (values: Float32Array) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, v, i) => sum + v * b[i], 0)
}
