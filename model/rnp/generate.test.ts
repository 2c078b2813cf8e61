import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests } from '../backends/backends.testing.ts'
import { expectClose } from '../backends/simd/kernels/compare.testing.ts'
import { generatedSizes } from '../ops/generated.ts'
import { glimpsesOf, type RecurrentState } from '../ops/glimpse.ts'
import type { RnpConfig } from './config.ts'
import { placeEach, placeLeaves, type Run, run } from './generate.ts'
import { noisePictures, normals, tinyConfig, tinyLevels } from './rnp.testing.ts'
import { Rnp } from './rnp.ts'
import { place } from './sampler.ts'

beforeAll(startForTests)
afterAll(stopForTests)

const BATCH = 3
const read = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array
const flat = (pictures: tf.Tensor) => tf.reshape(pictures, [pictures.shape[0], -1])

/** Runs the programs of some random z and passes them to `use`; nothing is left behind. */
function generated(config: RnpConfig, use: (drawn: Run, model: Rnp) => void): void {
  const model = new Rnp(config, 4)
  tf.tidy(() => use(model.generate(normals([BATCH, config.z])), model))
  model.dispose()
}

describe.each([1, 2, 3])('a model of %i levels', (levels) => {
  const config = tinyLevels(levels)
  const { z, patch, glimpses } = config

  it('infers a mean and a deviation for every number of a program', () => {
    const model = new Rnp(config, 4)
    tf.tidy(() => {
      const { mu, logSigma } = model.infer(noisePictures(BATCH))
      expect([mu.shape, logSigma.shape]).toEqual([
        [BATCH, z],
        [BATCH, z],
      ])
    })
    model.dispose()
  })

  it('generates a tree of runs of the shapes and glimpses its levels have', () => {
    generated(config, (drawn) => {
      const check = (of: Run, level: number, side: number) => {
        const tau = glimpses[level - 1]
        const shapes = [of.canvas, of.states, of.actions, of.decoded, of.parts].map(({ shape }) => shape)
        expect(of.level).toBe(level)
        expect(shapes).toEqual([
          [BATCH, side, side],
          [BATCH, tau, z],
          [BATCH, tau, 6],
          [BATCH, tau, patch ** 2],
          [BATCH, tau, patch ** 2],
        ])
        expect(of.lower).toHaveLength(level === 1 ? 0 : tau)
        for (const lower of of.lower) check(lower, level - 1, patch)
      }
      check(drawn, levels, config.side)
    })
  })

  it('generates actions in [-1, 1] and ink of no less than 0', () => {
    generated(config, ({ actions, decoded, canvas }) => {
      expect(Math.max(...read(tf.abs(actions)))).toBeLessThanOrEqual(1)
      expect(Math.min(...read(decoded), ...read(canvas))).toBeGreaterThanOrEqual(0)
      expect(Math.max(...read(canvas))).toBeGreaterThan(0)
    })
  })

  it('draws on every canvas the sum of its placed parts, which are the canvases below', () => {
    generated(config, (drawn) => {
      const check = (of: Run) => {
        const side = of.canvas.shape[1]
        const [parts, actions] = [tf.unstack(of.parts, 1), tf.unstack(of.actions, 1)]
        const placed = parts.map((part, t) => {
          const pictures = tf.reshape(part, [BATCH, patch, patch]) as tf.Tensor3D
          return place(pictures, actions[t] as tf.Tensor2D, config.offset, side)
        })
        expectClose([read(of.canvas)], [read(tf.addN(placed))], 1e-5)
        expectClose([read(placeEach(of.parts, of.actions, config, side))], [read(tf.stack(placed, 1))], 1e-5)
        const below = of.level === 1 ? tf.unstack(of.decoded, 1) : of.lower.map(({ canvas }) => flat(canvas))
        expect(read(of.parts)).toEqual(read(tf.stack(below, 1)))
        for (const lower of of.lower) check(lower)
      }
      check(drawn)
    })
  })

  it('runs the state of each glimpse as a program of the level below', () => {
    generated(config, (drawn, model) => {
      const states = tf.unstack(drawn.states, 1) as tf.Tensor2D[]
      const expected =
        levels === 1 ? [] : states.map((state) => run(model.prepare(), levels - 1, state, patch))
      expectClose(
        drawn.lower.map(({ canvas }) => read(canvas)),
        expected.map(({ canvas }) => read(canvas)),
        1e-5,
      )
    })
  })

  it('feeds back to each glimpse what the one before placed, and where', () => {
    generated(config, (drawn, model) => {
      const { theta, patch0, action0 } = model.prepare().hypernetwork(levels)(normals([BATCH, z]))
      const placed = tf.unstack(drawn.parts, 1) as tf.Tensor2D[]
      const glimpse = glimpsesOf(theta, generatedSizes(config))
      let [part, action] = [patch0, action0]
      let previous: RecurrentState | undefined
      const seen = placed.map((next) => {
        const now = glimpse(part, action, previous)
        previous = now
        part = next
        action = now.action
        return now
      })
      const along = (field: 'state' | 'action' | 'decoded') =>
        read(
          tf.stack(
            seen.map((each) => each[field]),
            1,
          ),
        )
      const actual = [drawn.states, drawn.actions, drawn.decoded].map(read)
      expectClose(actual, [along('state'), along('action'), along('decoded')], 1e-3)
    })
  })

  it('places its leaves where placing them level by level puts them', () => {
    generated(config, (drawn) => {
      const byHand = (of: Run, side: number): tf.Tensor3D[] => {
        const actions = tf.unstack(of.actions, 1) as tf.Tensor2D[]
        return actions.flatMap((action, t) => {
          const own = tf.reshape(tf.gather(of.parts, t, 1), [BATCH, patch, patch]) as tf.Tensor3D
          const leaves = of.level === 1 ? [own] : byHand(of.lower[t], patch)
          return leaves.map((leaf) => place(leaf, action, config.offset, side))
        })
      }
      const expected = byHand(drawn, config.side)
      const leaves = placeLeaves(drawn, config, config.side)
      const count = glimpses.reduce((a, b) => a * b)
      expect(leaves.shape).toEqual([BATCH, count, config.side, config.side])
      expectClose([read(leaves)], [read(tf.stack(expected, 1))], 1e-5)
      // Placing is linear: the leaves of a picture add up to it.
      expectClose([read(tf.sum(leaves, 1))], [read(drawn.canvas)], 1e-4)
    })
  })
})

describe('Rnp.hypernetwork', () => {
  it('is one for all levels where it is shared, and one of its own for each level otherwise', () => {
    const counts = (['shared', 'per-level'] as const).map((hypernetwork) => {
      const model = new Rnp({ ...tinyConfig, glimpses: [2, 2, 2], hypernetwork }, 1)
      const networks = [1, 2, 3].map(model.prepare().hypernetwork)
      const names = model.parameters.list.filter(({ name }) => name.endsWith('theta')).map(({ name }) => name)
      model.dispose()
      return [new Set(networks).size, names]
    })
    expect(counts).toEqual([
      [1, ['hypernetwork.theta']],
      [3, ['hypernetwork1.theta', 'hypernetwork2.theta', 'hypernetwork3.theta']],
    ])
  })
})
