import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests, testBackend } from '../backends/backends.testing.ts'
import { expectClose, expectSameBits, numbers } from '../backends/simd/kernels/compare.testing.ts'
import { RnpError } from '../errors.ts'
import type { Parameter, SavedTensor } from '../rnp/parameters.ts'
import { Adam } from './adam.ts'

beforeAll(async () => {
  await startForTests()
})
afterAll(stopForTests)

const settings = { beta1: 0.9, beta2: 0.99, clip: 1000 }

function parameters(starts: Record<string, readonly number[]>): Parameter[] {
  return Object.entries(starts).map(([name, values]) => ({
    name,
    variable: tf.variable(tf.tensor1d([...values])),
    trainable: true,
  }))
}

/** The gradients of the parameters, by the names tfjs gives their variables. */
function gradients(list: readonly Parameter[], ...values: (readonly number[])[]): tf.NamedTensorMap {
  return Object.fromEntries(list.map(({ variable }, i) => [variable.name, tf.tensor1d([...values[i]])]))
}

/** The norm that an update returns; the loss is finite by default. */
async function update(
  adam: Adam,
  grads: tf.NamedTensorMap,
  ...[settings, rate, step, loss = 1]: [Parameters<Adam['update']>[2], number, number, number?]
): Promise<number> {
  const squares = tf.tidy(() => adam.update(grads, tf.scalar(loss), settings, rate, step))
  const [value] = await squares.data()
  squares.dispose()
  return Math.sqrt(value)
}

const read = (list: readonly Parameter[]) =>
  list.map(({ variable }) => variable.dataSync<'float32'>().slice())

const values = (saved: ReadonlyMap<string, SavedTensor>) => [...saved.values()].map(({ values }) => values)

describe.each(['cpu', testBackend])('Adam on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
  })

  it('moves every number by the learning rate in its first step, whatever its gradient', async () => {
    const list = parameters({ w: [1, 1, 1] })
    const norm = await update(new Adam(list), gradients(list, [3, -0.004, 0]), settings, 0.1, 1)
    expect(norm).toBeCloseTo(3, 4)
    expectClose(read(list), [Float32Array.of(0.9, 1.1, 1)], 1e-6)
  })

  it('takes the second step by both moments, corrected for their start at 0', async () => {
    const list = parameters({ w: [1] })
    const adam = new Adam(list)
    await update(adam, gradients(list, [3]), settings, 0.1, 1)
    await update(adam, gradients(list, [-1]), settings, 0.1, 2)
    // m = 0.9 * 0.3 - 0.1 = 0.17, v = 0.99 * 0.09 + 0.01 = 0.0991, corrections 1 - 0.9^2 and 1 - 0.99^2.
    const expected = 0.9 - (0.1 * (0.17 / 0.19)) / Math.sqrt(0.0991 / 0.0199)
    expectClose(
      [...read(list), ...values(await adam.save())],
      [[expected], [0.17], [0.0991]].map(floats),
      1e-6,
    )
  })

  it('scales all gradients together to the greatest norm, and gives the norm they had', async () => {
    const list = parameters({ a: [0, 0], b: [0] })
    const adam = new Adam(list)
    const norm = await update(adam, gradients(list, [6, 0], [8]), { ...settings, clip: 5 }, 0.1, 1)
    expect(norm).toBeCloseTo(10, 5)
    const saved = await adam.save()
    expect([...saved.keys()]).toEqual(['m/a', 'v/a', 'm/b', 'v/b'])
    expectClose(values(saved), [[0.3, 0], [0.09, 0], [0.4], [0.16]].map(floats), 1e-6)
  })

  it('leaves gradients below that norm as they are', async () => {
    const list = parameters({ a: [0, 0], b: [0] })
    const adam = new Adam(list)
    await update(adam, gradients(list, [6, 0], [8]), { ...settings, clip: 10.5 }, 0.1, 1)
    expectClose(values(await adam.save()), [[0.6, 0], [0.36, 0], [0.8], [0.64]].map(floats), 1e-6)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30])(
    'changes nothing for a gradient whose norm is not finite: %d',
    async (bad) => {
      const list = parameters({ a: [1, 2], b: [3] })
      const adam = new Adam(list)
      await update(adam, gradients(list, [1, 2], [3]), settings, 0.1, 1)
      const before = [...read(list), ...values(await adam.save()).map((x) => x.slice())]
      expect(await update(adam, gradients(list, [1, bad], [3]), settings, 0.1, 2)).not.toSatisfy(
        Number.isFinite,
      )
      expectSameBits([...read(list), ...values(await adam.save())], before)
    },
  )

  it('continues from saved moments bit for bit', async () => {
    const list = parameters({ a: [1, 2], b: [3] })
    const adam = new Adam(list)
    await update(adam, gradients(list, [1, 2], [3]), settings, 0.1, 1)
    const [a, b] = read(list)
    const copies = parameters({ a: [...a], b: [...b] })
    const resumed = new Adam(copies)
    resumed.load(await adam.save())
    for (const [each, its] of [
      [adam, list],
      [resumed, copies],
    ] as const) {
      await update(each, gradients(its, [-4, 1], [0.5]), settings, 0.1, 2)
    }
    expectSameBits(
      [...read(copies), ...values(await resumed.save())],
      [...read(list), ...values(await adam.save())],
    )
  })

  it('refuses a checkpoint without moments, naming the first that is missing', async () => {
    const adam = new Adam(parameters({ w: [1] }))
    const error = refusal(() => adam.load(new Map()))
    expect(error.kind).toBe('checkpoint')
    expect(error.message).toContain('"m/w"')
    expect(error.hint).toContain('saved for use')
    const half = new Map([...(await adam.save())].slice(0, 1))
    expect(refusal(() => adam.load(half)).message).toContain('"v/w"')
  })

  it('leaves no tensor behind', async () => {
    const list = parameters({ a: [1, 2], b: [3] })
    const before = tf.memory().numTensors
    const adam = new Adam(list)
    const made = tf.memory().numTensors
    expect(made).toBe(before + 4)
    const grads = gradients(list, [1, 2], [3])
    await update(adam, grads, settings, 0.1, 1)
    adam.load(await adam.save())
    tf.dispose(grads)
    expect(tf.memory().numTensors).toBe(made)
    adam.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('Adam', () => {
  it('takes the same steps by the kernel as by its reference, clipped or not', async () => {
    const results = []
    for (const backend of ['cpu', testBackend]) {
      await tf.setBackend(backend)
      const list = parameters({ a: [...numbers([1001]).values], b: [...numbers([7], 1, 2).values] })
      const adam = new Adam(list)
      // Norms of about 32 and 320.
      const norms: number[] = []
      for (const [i, deviation] of [1, 10, 1].entries()) {
        const [a, b] = [[1001], [7]].map((shape) => [...numbers(shape, deviation, 10 + i).values])
        norms.push(await update(adam, gradients(list, a, b), { ...settings, clip: 50 }, 0.01, i + 1))
      }
      results.push([...read(list), ...values(await adam.save()), floats(norms)])
    }
    expectClose(results[1], results[0], 1e-5)
  })
})

const floats = (values: readonly number[]) => Float32Array.from(values)

function refusal(body: () => void): RnpError {
  try {
    body()
  } catch (error) {
    expect(error).toBeInstanceOf(RnpError)
    return error as RnpError
  }
  throw new Error('nothing was refused')
}
