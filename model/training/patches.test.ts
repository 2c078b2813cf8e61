import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../backends/backends.testing.ts'
import { expectSameBits } from '../backends/simd/kernels/compare.testing.ts'
import { RnpError } from '../errors.ts'
import { Rnp } from '../rnp/rnp.ts'
import { trainOnPatches } from './patches.ts'
import { tinyConfig, tinySettings, tinyTrain } from './training.testing.ts'

const pictures = tinyTrain()
/** The encoder takes pictures, and so patches, of 14 px or more. */
const config = { ...tinyConfig, patch: 14 }
const settings = { ...tinySettings, patchUpdates: 3 }

beforeAll(async () => {
  await startForTests()
})
afterAll(stopForTests)

const weightsOf = (model: Rnp) =>
  new Map(model.parameters.list.map(({ name, variable }) => [name, variable.dataSync<'float32'>().slice()]))

/** A model's numbers after training on patches, and the names of those that are not as the seed made them. */
async function taught(hypernetwork: 'shared' | 'per-level') {
  const model = new Rnp({ ...config, hypernetwork }, 5)
  const before = weightsOf(model)
  const tensors = tf.memory().numTensors
  await trainOnPatches(model, pictures, settings)
  const leftBehind = tf.memory().numTensors - tensors
  const weights = weightsOf(model)
  model.dispose()
  const moved = [...weights.keys()].filter((name) => `${weights.get(name)}` !== `${before.get(name)}`)
  return { weights, moved, leftBehind }
}

describe('training on patches', () => {
  it('gives its hypernetwork to the whole model or, where every level has its own, to the lowest', async () => {
    const [shared, perLevel] = [await taught('shared'), await taught('per-level')]
    for (const [{ weights, moved }, prefix] of [
      [shared, 'hypernetwork.'],
      [perLevel, 'hypernetwork1.'],
    ] as const) {
      expect(moved.length).toBeGreaterThan(0)
      expect(moved).toEqual([...weights.keys()].filter((name) => name.startsWith(prefix)))
    }
    // The same stage from the same seed: the same numbers, bit for bit.
    const numbers = ({ weights, moved }: typeof shared) => moved.map((name) => weights.get(name)!)
    expectSameBits(numbers(perLevel), numbers(shared))
    expect([shared.leftBehind, perLevel.leftBehind]).toEqual([0, 0])
  })

  it('refuses pictures without any ink', async () => {
    const model = new Rnp(config, 5)
    const blank = { ...pictures, pixels: new Uint8Array(pictures.pixels.length) }
    await expect(trainOnPatches(model, blank, settings)).rejects.toThrow(RnpError)
    model.dispose()
  })
})
