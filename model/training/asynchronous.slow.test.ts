import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAsynchronous, stopAsynchronous } from '../backends/asynchronous.testing.ts'
import { expectSameBits } from '../backends/simd/kernels/compare.testing.ts'
import { take } from '../data/batches.ts'
import { Random } from '../random.ts'
import type { SavedTensor } from '../rnp/parameters.ts'
import { parsePictures, parseSamples } from '../rnp/parser.ts'
import { Rnp } from '../rnp/rnp.ts'
import { evaluate } from './evaluate.ts'
import { trainOnPatches } from './patches.ts'
import { type Progress, train } from './train.ts'
import { Trainer } from './trainer.ts'
import { MemoryStore, tinyConfig, tinySettings, tinyTest, tinyTrain } from './training.testing.ts'

// A graphics card has no synchronous reads, and everything here must run on one.

beforeAll(startAsynchronous)
afterAll(stopAsynchronous)

const config = { ...tinyConfig, glimpses: [1, 1] }
const settings = { ...tinySettings, batch: 2 }
const pictures = tinyTrain()

const valuesOf = (tensors: ReadonlyMap<string, SavedTensor>) =>
  [...tensors.values()].map(({ values }) => values)

/** Copies of their present numbers. */
const numbersOf = async (trainer: Trainer) => valuesOf(await trainer.tensors())

const weightsOf = async ({ parameters }: Rnp) => valuesOf(await parameters.save())

describe('on a backend that cannot be read synchronously', () => {
  it('such a read is refused, so that the rest of these tests mean something', () => {
    const x = tf.scalar(1)
    expect(() => x.dataSync()).toThrow('cannot be read synchronously')
    x.dispose()
  })

  it('a trainer takes the steps of tfjs-backend-cpu, and drops one that is not finite', async () => {
    const steps = async () => {
      const before = tf.memory().numTensors
      const trainer = new Trainer(config, settings, pictures)
      const first = await trainer.update()
      const saved = await numbersOf(trainer)
      const { variable } = trainer.model.parameters.trainable.at(-1)!
      const right = variable.clone()
      tf.tidy(() => variable.assign(tf.fill(variable.shape, Number.NaN)))
      expect(await trainer.update()).toMatchObject({ step: 1, gradNorm: Number.NaN })
      expect(trainer.dropped).toBe(1)
      variable.assign(right)
      right.dispose()
      expectSameBits(await numbersOf(trainer), saved)
      const second = await trainer.update()
      trainer.dispose()
      expect(tf.memory().numTensors).toBe(before)
      return [first, second]
    }
    expect(await steps()).toEqual(await onCpu(steps))
  })

  it('a run is trained, measured, saved and resumed as if it had not been stopped', async () => {
    const options = {
      config,
      settings: { ...settings, updates: 3, evaluateEvery: 2, checkpointEvery: 2 },
      train: pictures,
      test: tinyTest(),
    }
    const [whole, halved] = [new MemoryStore(), new MemoryStore()]
    const { evaluation } = await train({ ...options, store: whole })
    expect(evaluation?.mse).toBeGreaterThan(0)
    const stop = new AbortController()
    const onProgress = ({ step }: Progress) => void (step === 1 && stop.abort())
    const { finished } = await train({ ...options, store: halved, signal: stop.signal, onProgress })
    expect(finished).toBe(false)
    await train({ ...options, store: halved, resume: true })
    expect(halved.lines).toEqual(whole.lines)
    const [found, expected] = [await halved.latest(), await whole.latest()]
    expectSameBits(valuesOf(found.tensors), valuesOf(expected.tensors))
  })

  it('a model is trained on patches', async () => {
    const model = new Rnp({ ...config, patch: 14 }, 1)
    const before = await weightsOf(model)
    await trainOnPatches(model, pictures, { ...settings, patchUpdates: 1 })
    expect(await weightsOf(model)).not.toEqual(before)
    model.dispose()
  })

  it('pictures and samples are parsed, and a model is evaluated, as on tfjs-backend-cpu', async () => {
    const measured = async () => {
      const before = tf.memory().numTensors
      const model = new Rnp(config, 1)
      const test = tinyTest()
      const parses = [
        ...(await parsePictures(model, take(test, [0, 1]), 2)),
        ...(await parseSamples(model, 1, new Random(1))),
      ]
      const evaluation = await evaluate(model, test, 2)
      model.dispose()
      expect(tf.memory().numTensors).toBe(before)
      return { parses, evaluation }
    }
    const [found, expected] = [await measured(), await onCpu(measured)]
    expect(found.evaluation).toEqual(expected.evaluation)
    for (const [i, { canvas, parts }] of found.parses.entries()) {
      const { canvas: itsCanvas, parts: itsParts } = expected.parses[i]
      expectSameBits([canvas, parts[0].placed], [itsCanvas, itsParts[0].placed])
    }
  })
})

async function onCpu<T>(task: () => Promise<T>): Promise<T> {
  await tf.setBackend('cpu')
  try {
    return await task()
  } finally {
    await startAsynchronous()
  }
}
