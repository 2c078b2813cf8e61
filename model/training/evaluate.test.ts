import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../backends/backends.testing.ts'
import { take } from '../data/batches.ts'
import { glyphs } from '../data/glyphs/glyphs.ts'
import type { ImageSet } from '../data/imageSet.ts'
import type { Parse } from '../rnp/parse.ts'
import { parsePictures } from '../rnp/parser.ts'
import { Rnp } from '../rnp/rnp.ts'
import { evaluate } from './evaluate.ts'
import { tinyConfig } from './training.testing.ts'

/** Two full batches of 64 and one of two. */
const COUNT = 130
const set = glyphs({ count: COUNT, seed: 3, side: tinyConfig.side, split: 'test' })

let model: Rnp
beforeAll(async () => {
  await startForTests()
  model = new Rnp(tinyConfig, 2)
})
afterAll(stopForTests)

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

/** The first `count` pictures as a set of their own. */
function first(count: number): ImageSet {
  const end = count * set.side ** 2
  const cut = (values: Uint8Array) => values.subarray(0, end)
  const { parts, subParts } = set.truth!
  return {
    ...set,
    count,
    pixels: cut(set.pixels),
    truth: { parts: cut(parts), subParts: cut(subParts) },
  }
}

/** The figures from the pictures' parses, fifty at a time, and KL by its formula. */
async function directly(count: number) {
  const indices = Array.from({ length: count }, (_, i) => i)
  const images = take(set, indices)
  const parses: Parse[] = []
  for (let from = 0; from < count; from += 50) {
    const some = indices.slice(from, from + 50)
    parses.push(...(await parsePictures(model, take(set, some), some.length)))
  }
  const kl = tf.tidy(() => {
    const { mu, logSigma } = model.infer(tf.tensor3d(images, [count, set.side, set.side]))
    const [m, s] = [mu, logSigma].map((x) => x.dataSync<'float32'>())
    return 0.5 * m.reduce((sum, value, i) => sum + Math.exp(2 * s[i]) + value ** 2 - 2 * s[i] - 1, 0)
  })
  const errors = ({ parts }: Parse) => mean(parts.map(({ error }) => error!))
  return { mse: mean(parses.map(({ mse }) => mse!)), partMse: mean(parses.map(errors)), kl: kl / count }
}

describe('evaluate', () => {
  it.each([5, COUNT])('gives the means over %i pictures, however they fall into batches', async (count) => {
    const { images, mse, partMse, kl } = await evaluate(model, set, count)
    const expected = await directly(count)
    expect(images).toBe(count)
    expect(mse / expected.mse).toBeCloseTo(1, 5)
    expect(partMse / expected.partMse).toBeCloseTo(1, 5)
    expect(kl / expected.kl).toBeCloseTo(1, 5)
  })

  it('scores parts and sub-parts where the true ones are known, over all pictures with ink', async () => {
    const { parts, subParts } = await evaluate(model, set)
    for (const scores of [parts!, subParts!]) {
      expect(scores.pictures).toBe(COUNT)
      expect(scores.matchedIou).toBeGreaterThanOrEqual(0)
      expect(scores.matchedIou).toBeLessThanOrEqual(1)
      expect(scores.adjustedRand).toBeGreaterThanOrEqual(-1)
      expect(scores.adjustedRand).toBeLessThanOrEqual(1)
    }
    expect(parts).not.toEqual(subParts)
  })

  it('gives no part scores where they are not', async () => {
    const { truth: _, ...plain } = first(3)
    expect(await evaluate(model, plain)).toEqual({
      images: 3,
      mse: expect.any(Number),
      partMse: expect.any(Number),
      kl: expect.any(Number),
    })
  })

  it('gives the same figures twice, those of the first pictures alone', async () => {
    const expected = await evaluate(model, first(7))
    expect(await evaluate(model, set, 7)).toEqual(expected)
    expect(await evaluate(model, set, 7)).toEqual(expected)
  })

  it('uses all pictures where more are requested than there are', async () => {
    expect(await evaluate(model, first(3), 1024)).toEqual(await evaluate(model, first(3)))
  })

  it('changes neither the model nor the number of tensors', async () => {
    const weights = async () => [...(await model.parameters.save())].map(([, { values }]) => values.slice())
    const before = { weights: await weights(), tensors: tf.memory().numTensors }
    await evaluate(model, set, 5)
    expect(await weights()).toEqual(before.weights)
    expect(tf.memory().numTensors).toBe(before.tensors)
  })
})
