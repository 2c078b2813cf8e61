import * as tf from '@tensorflow/tfjs-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests, testBackend } from '../backends/backends.testing.ts'
import { expectSameBits } from '../backends/simd/kernels/compare.testing.ts'
import type { RnpError } from '../errors.ts'
import type { RnpConfig } from '../rnp/config.ts'
import type { SavedTensor } from '../rnp/parameters.ts'
import { Rnp } from '../rnp/rnp.ts'
import type { TrainingSettings } from './settings.ts'
import { type StepFigures, Trainer } from './trainer.ts'
import { tinyConfig, tinySettings, tinyTrain } from './training.testing.ts'

const pictures = tinyTrain()

beforeAll(async () => {
  await startForTests()
})
afterAll(stopForTests)

const made: Trainer[] = []
function trainer(settings: Partial<TrainingSettings> = {}, config: RnpConfig = tinyConfig): Trainer {
  made.push(new Trainer(config, { ...tinySettings, ...settings }, pictures))
  return made.at(-1)!
}
afterEach(() => {
  for (const each of made.splice(0)) each.dispose()
})

async function take(each: Trainer, steps: number): Promise<StepFigures[]> {
  const figures: StepFigures[] = []
  for (let i = 0; i < steps; i++) figures.push(await each.update())
  return figures
}

/** All of a trainer's present numbers. */
const numbersOf = async (each: Trainer) =>
  [...(await each.tensors()).values()].map(({ values }) => values.slice())

/** Makes a number of the model NaN, and returns a function that restores it. */
function poison(each: Trainer): () => void {
  // Not one of the encoder's first numbers: TensorFlow's max pooling ignores NaN.
  const { variable } = each.model.parameters.trainable.at(-1)!
  const right = variable.clone()
  const values = right.dataSync<'float32'>().slice()
  values[0] = Number.NaN
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
  return () => {
    variable.assign(right)
    right.dispose()
  }
}

describe('a training step', () => {
  it.each([1, 2])('makes the loss fall by a third in sixty steps (seed %i)', async (seed) => {
    const losses = (await take(trainer({ updates: 60, seed }), 60)).map(({ loss }) => loss)
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
    // Most of the start's loss is parts drawn where nothing is, which any working training unlearns first. Single
    // batches of eight scatter by a fifth, means of five by a tenth.
    expect(mean(losses.slice(-5))).toBeLessThan(0.67 * mean(losses.slice(0, 5)))
  })

  it('gives its figures: the step, the weighted sum of the terms, the norm and the learning rate', async () => {
    const each = trainer({ klWarmup: 0.5, updates: 8, loss: { rec: 1000, kl: 3 }, learningRate: 1e-3 })
    const figures = await take(each, 3)
    expect(figures.map(({ step }) => step)).toEqual([1, 2, 3])
    // The KL's weight rises over 4 of the 8 steps, the learning rate over 3.
    for (const [i, { loss, rec, part, kl }] of figures.entries()) {
      expect(loss / (1000 * (rec + part) + 3 * (i / 4) * kl)).toBeCloseTo(1, 5)
    }
    expect(figures[0].learningRate).toBeCloseTo(1e-3 / 3, 12)
    for (const { gradNorm } of figures) expect(gradNorm).toBeGreaterThan(0)
  })

  it('leaves no tensor behind, taken or dropped', async () => {
    const before = tf.memory().numTensors
    const each = trainer()
    const held = tf.memory().numTensors
    for (let i = 0; i < 4; i++) {
      await each.update()
      expect(tf.memory().numTensors).toBe(held)
    }
    const heal = poison(each)
    await each.update()
    expect(each.dropped).toBe(1)
    heal()
    expect(tf.memory().numTensors).toBe(held)
    made.pop()?.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('leaves no tensor behind on the reference backend', async () => {
    await tf.setBackend('cpu')
    try {
      const before = tf.memory().numTensors
      const each = trainer({ batch: 1 }, { ...tinyConfig, glimpses: [1, 1] })
      const held = tf.memory().numTensors
      for (let i = 0; i < 2; i++) {
        await each.update()
        expect(tf.memory().numTensors).toBe(held)
      }
      made.pop()?.dispose()
      expect(tf.memory().numTensors).toBe(before)
    } finally {
      await tf.setBackend(testBackend)
    }
  })

  it('gives the same numbers for the same seed, bit for bit, and others for another seed', async () => {
    const [one, two, other] = [trainer(), trainer(), trainer({ seed: 6 })]
    expect(await take(two, 4)).toEqual(await take(one, 4))
    expectSameBits(await numbersOf(two), await numbersOf(one))
    expect((await take(other, 1))[0].loss).not.toBe((await take(trainer(), 1))[0].loss)
  })
})

describe('a step whose loss is not finite', () => {
  it('changes nothing but the random streams, and is counted', async () => {
    const each = trainer()
    await take(each, 2)
    const heal = poison(each)
    const before = { numbers: await numbersOf(each), state: each.state() }
    const { step, loss } = await each.update()
    expect([step, loss, each.step, each.dropped]).toEqual([2, Number.NaN, 2, 1])
    expectSameBits(await numbersOf(each), before.numbers)
    expect(each.state().noise).not.toEqual(before.state.noise)
    expect(each.state().batches).not.toEqual(before.state.batches)
    heal()
    expect(await each.update()).toMatchObject({ step: 3, loss: expect.toSatisfy(Number.isFinite) })
    expect(each.dropped).toBe(1)
  })

  it('is dropped as well where the loss is finite and the gradient is not', async () => {
    const each = trainer({ loss: { rec: 1e30, kl: 1 } })
    const before = await numbersOf(each)
    const { loss, gradNorm } = await each.update()
    expect(loss).toSatisfy(Number.isFinite)
    expect(gradNorm).toBe(Number.POSITIVE_INFINITY)
    expect([each.step, each.dropped]).toEqual([0, 1])
    expectSameBits(await numbersOf(each), before)
  })

  it('stops the run when it is the fifth in a row, saying what to try, and leaves no tensor behind', async () => {
    const each = trainer()
    await take(each, 2)
    const held = tf.memory().numTensors
    const heal = poison(each)
    await take(each, 4)
    const error = await refusal(() => each.update())
    heal()
    expect(error.kind).toBe('training')
    expect(error.message).toContain('at step 2: 5 steps in a row')
    expect(error.hint).toMatch(/lower learning rate .* longer warm-up .* smaller clip/)
    expect(tf.memory().numTensors).toBe(held)
  })

  it('does not stop the run when a good one lies between', async () => {
    const each = trainer()
    for (let round = 0; round < 2; round++) {
      const heal = poison(each)
      await take(each, 4)
      heal()
      await each.update()
    }
    expect([each.step, each.dropped]).toEqual([2, 8])
  })
})

describe('the averaged weights', () => {
  it('are the model itself, running statistics included, without averaging', async () => {
    const each = trainer({ averageDecay: 0 })
    await take(each, 2)
    expectSameBits(await weightsOf(each.average), await weightsOf(each.model))
  })

  it('follow the model by 1 - (1 + t) / (10 + t) at the start, and take its running statistics', async () => {
    const each = trainer()
    const [start] = await weightsOf(each.average)
    await take(each, 1)
    const [now] = await weightsOf(each.model)
    const expected = start.map((value, i) => value + (now[i] - value) * (9 / 11))
    const [average] = await weightsOf(each.average)
    for (const [i, value] of average.entries()) expect(value).toBeCloseTo(expected[i], 6)
    expect(average).not.toEqual(start)
    const statistics = (model: Rnp) =>
      model.parameters.list
        .filter(({ trainable }) => !trainable)
        .map(({ variable }) => variable.dataSync<'float32'>())
    expect(statistics(each.average).length).toBeGreaterThan(0)
    expectSameBits(statistics(each.average), statistics(each.model))
  })
})

describe('a trainer', () => {
  it('continues from its tensors and its state bit for bit, across an epoch', async () => {
    const whole = trainer()
    await take(whole, 3)
    const [tensors, state] = [copyOf(await whole.tensors()), JSON.parse(JSON.stringify(whole.state()))]
    const rest = await take(whole, 4)
    const resumed = trainer()
    resumed.restore(tensors, state)
    expect(await take(resumed, 4)).toEqual(rest)
    expectSameBits(await numbersOf(resumed), await numbersOf(whole))
    expect(resumed.state()).toEqual(whole.state())
  })

  it('gives copies of its tensors, which later steps leave alone', async () => {
    const each = trainer()
    const saved = await each.tensors()
    const before = [...saved.values()].map(({ values }) => values.slice())
    await take(each, 2)
    expectSameBits(
      [...saved.values()].map(({ values }) => values),
      before,
    )
  })

  it('starts from trained weights, in the model and in the average', async () => {
    const trained = new Rnp(tinyConfig, 99)
    const each = trainer()
    each.startFrom(await trained.parameters.save())
    expectSameBits(await weightsOf(each.model), await weightsOf(trained))
    expectSameBits(await weightsOf(each.average), await weightsOf(trained))
    trained.dispose()
  })

  it('refuses weights of other sizes, naming the tensor and both shapes', async () => {
    const other = new Rnp({ ...tinyConfig, z: 5 }, 1)
    const saved = await other.parameters.save()
    const error = await refusal(() => trainer().startFrom(saved))
    expect(error.kind).toBe('checkpoint')
    expect(error.message).toMatch(/"encoder\.mu\.\w+" as \[.*5\]; the model needs \[.*4\]/)
    other.dispose()
  })
})

const weightsOf = async (model: Rnp) =>
  [...(await model.parameters.save()).values()].map(({ values }) => values.slice())

const copyOf = (tensors: ReadonlyMap<string, SavedTensor>) =>
  new Map([...tensors].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }] as const))

async function refusal(body: () => unknown): Promise<RnpError> {
  try {
    await body()
  } catch (error) {
    return error as RnpError
  }
  throw new Error('nothing was refused')
}
