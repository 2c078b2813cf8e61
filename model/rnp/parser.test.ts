import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../backends/backends.testing.ts'
import { expectClose } from '../backends/simd/kernels/compare.testing.ts'
import { Random } from '../random.ts'
import type { RnpConfig } from './config.ts'
import type { Run } from './generate.ts'
import { zoomToParts } from './loss.ts'
import type { Parse, Part } from './parse.ts'
import { parsePictures, parseSamples } from './parser.ts'
import { noise, squaredError, tinyConfig, tinyLevels } from './rnp.testing.ts'
import { Rnp } from './rnp.ts'

beforeAll(startForTests)
afterAll(stopForTests)

const COUNT = 3

async function using<T>(config: RnpConfig, use: (model: Rnp) => Promise<T>): Promise<T> {
  const model = new Rnp(config, 6)
  const result = await use(model)
  model.dispose()
  return result
}

/** Expects the sizes and numbering of every part of a tree, and a canvas that its placed parts add up to. */
function expectTree(
  { z, glimpses, patch }: RnpConfig,
  parts: readonly Part[],
  canvas: Float32Array,
  level: number,
  judged: boolean,
): void {
  expect(parts.map(({ index }) => index)).toEqual(Array.from({ length: glimpses[level - 1] }, (_, t) => t))
  const sum = canvas.map((_, i) => parts.reduce((total, { placed }) => total + placed[i], 0))
  expectClose([canvas], [sum], 1e-5)
  for (const part of parts) {
    const { action, decoded, placed } = part
    const lengths = [part.z, action, part.patch, decoded, placed].map(({ length }) => length)
    expect(lengths).toEqual([z, 6, patch ** 2, patch ** 2, canvas.length])
    expect(typeof part.error).toBe(judged && level > 1 ? 'number' : 'undefined')
    if (level === 1) {
      expect(part.parts).toEqual([])
      expect(part.patch).toEqual(decoded)
    } else {
      expectTree({ z, glimpses, patch } as RnpConfig, part.parts, part.patch, level - 1, judged)
    }
  }
}

describe.each([1, 2, 3])('a parse of %i levels', (levels) => {
  const config = tinyLevels(levels)
  const images = noise(COUNT)

  it('of pictures is a tree of the parts the levels draw, with the picture and how far it is from it', async () => {
    const parses = await using(config, (model) => parsePictures(model, images, COUNT))
    expect(parses).toHaveLength(COUNT)
    parses.forEach(({ z, canvas, image, mse, parts }, b) => {
      expect(z).toHaveLength(config.z)
      expect(image).toEqual(images.slice(b * 14 ** 2, (b + 1) * 14 ** 2))
      expect(mse! / squaredError(canvas, image!)).toBeCloseTo(1, 5)
      expectTree(config, parts, canvas, levels, true)
    })
  })

  it('of samples is such a tree without a picture, and the same for the same seed', async () => {
    const [parses, again, others] = await using(config, (model) =>
      Promise.all([5, 5, 6].map((seed) => parseSamples(model, COUNT, new Random(seed)))),
    )
    expect(parses).toHaveLength(COUNT)
    const drawn = new Random(5).normals(COUNT * config.z)
    parses.forEach(({ z, canvas, image, mse, parts }, b) => {
      expect(z).toEqual(drawn.slice(b * config.z, (b + 1) * config.z))
      expect([image, mse]).toEqual([undefined, undefined])
      expectTree(config, parts, canvas, levels, false)
    })
    expect(again).toEqual(parses)
    expect(others[0].canvas).not.toEqual(parses[0].canvas)
  })
})

describe('parsePictures', () => {
  const [count, config] = [67, { ...tinyConfig, glimpses: [1, 2] }]

  it('parses every picture of more than a batch as it parses it alone', async () => {
    const images = noise(count)
    const [all, alone] = await using(config, async (model) => {
      const one = async (b: number) =>
        (await parsePictures(model, images.subarray(b * 14 ** 2, (b + 1) * 14 ** 2), 1))[0]
      return [await parsePictures(model, images, count), await Promise.all([0, 63, 64, 66].map(one))]
    })
    expect(all).toHaveLength(count)
    const numbersOf = ({ z, canvas, image, parts }: Parse) => [z, canvas, image!, parts[1].placed]
    ;[0, 63, 64, 66].forEach((b, i) => {
      expectClose(numbersOf(all[b]), numbersOf(alone[i]), 1e-3)
    })
  })

  it('gives no parse of no pictures', async () => {
    expect(await using(config, (model) => parsePictures(model, new Float32Array(0), 0))).toEqual([])
  })

  it('judges every part by what its action covers of its parent, and of the picture at the top', async () => {
    const images = noise(COUNT)
    const three = tinyLevels(3)
    await using(three, async (model) => {
      const parses = await parsePictures(model, images, COUNT)
      tf.tidy(() => {
        const x = tf.tensor3d(images, [COUNT, 14, 14])
        const check = (run: Run, target: tf.Tensor3D, parts: (readonly Part[])[]) => {
          if (run.level === 1) return
          const covered = tf.unstack(zoomToParts(three, run, target), 1) as tf.Tensor3D[]
          covered.forEach((pictures, t) => {
            parts.forEach((own, b) => {
              const picture = tf.gather(pictures, b).dataSync()
              expect(own[t].error! / squaredError(own[t].decoded, picture)).toBeCloseTo(1, 4)
            })
            check(
              run.lower[t],
              pictures,
              parts.map((own) => own[t].parts),
            )
          })
        }
        check(
          model.generate(model.infer(x).mu),
          x,
          parses.map(({ parts }) => parts),
        )
      })
    })
  })
})
