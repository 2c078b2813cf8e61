import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Compiled, type Computation } from '../../ops/compiled.ts'
import type { RnpConfig } from '../../rnp/config.ts'
import { Trainer } from '../../training/trainer.ts'
import { tinyConfig, tinySettings, tinyTrain } from '../../training/training.testing.ts'
import { profile } from '../profile.ts'
import type { SimdBackend } from './backend.ts'
import { startSimd, stopSimd } from './index.ts'
import { expectSameBits, numbers } from './kernels/compare.testing.ts'

afterAll(stopSimd)

const backend = () => tf.backend() as SimdBackend

/** Counts the kernels that tfjs calls; those of a recorded computation are not called again. */
async function countKernels(task: () => unknown): Promise<number> {
  const calls = vi.spyOn(tf.engine() as unknown as { runKernelFunc(): void }, 'runKernelFunc')
  await task()
  const count = calls.mock.calls.length
  calls.mockRestore()
  return count
}

/** A tensor that is not an input of any computation. */
let outside: tf.Scalar

/** The numbers of one run with some rows of numbers. */
const run = (compiled: Compiled, ...rows: number[][]) =>
  tf.tidy(() => compiled.run(rows.map((row) => tf.tensor1d(row))).map((x) => [...x.dataSync()]))

describe.each([1, 2])('a computation that is run often, on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('is recorded once, and repeated without the kernels of tfjs', async () => {
    const made = vi.fn<Computation>(([a, b]) => [
      tf.add(tf.mul(a, 2), b),
      tf.sum(tf.square(a)),
      ...tf.unstack(b),
    ])
    const compiled = new Compiled(made)
    expect(run(compiled, [1, 2], [3, 4])).toEqual([[5, 8], [5], [3], [4]])
    const [x, y] = [tf.tensor1d([5, 6]), tf.tensor1d([7, 9])]
    let outputs: tf.Tensor[] = []
    expect(
      await countKernels(() => {
        outputs = compiled.run([x, y])
      }),
    ).toBe(0)
    expect(outputs.map((out) => [...out.dataSync()])).toEqual([[17, 21], [61], [7], [9]])
    expect(made).toHaveBeenCalledTimes(1)
    tf.dispose([x, y, outputs])
    compiled.dispose()
  })

  it('gives the bits that it gives op by op, gradients too', () => {
    const weight = tf.variable(tf.tensor2d(numbers([40, 300]).values, [40, 300]))
    const compute: Computation = ([x]) => {
      const loss = () => {
        const h = tf.matMul(x as tf.Tensor2D, weight)
        return tf.mean(tf.square(tf.sub(tf.elu(h), tf.sin(tf.matMul(x as tf.Tensor2D, weight))))) as tf.Scalar
      }
      const { value, grads } = tf.variableGrads(loss, [weight])
      return [value, grads[weight.name]]
    }
    const compiled = new Compiled(compute)
    for (const seed of [1, 2, 3]) {
      const x = tf.tensor2d(numbers([33, 40], 1, seed).values, [33, 40])
      const expected = tf.tidy(() => compute([x]).map((out) => out.dataSync() as Float32Array))
      const actual = tf.tidy(() => compiled.run([x, weight]).map((out) => out.dataSync() as Float32Array))
      expectSameBits(actual, expected)
      x.dispose()
    }
    compiled.dispose()
    weight.dispose()
  })

  it('keeps numbers of its own apart from what others compute between its runs', () => {
    const compiled = new Compiled(([x]) => [tf.add(tf.mul(x, tf.tensor1d([10, 20])), tf.zeros([2]))])
    for (const value of [1, 2, 3]) {
      expect(run(compiled, [value, value])).toEqual([[10 * value, 20 * value]])
      tf.tidy(() => {
        for (let i = 0; i < 50; i++) tf.fill([2], 1000 + i)
      })
    }
    compiled.dispose()
  })

  it('lets others use the memory of its intermediate results, and is recorded again where they keep it', () => {
    const made = vi.fn<Computation>(([x]) => [tf.sum(tf.exp(tf.mul(tf.neg(x), 2)))])
    const compiled = new Compiled(made)
    const size = 100_000
    const value = (x: number) => tf.tidy(() => compiled.run([tf.fill([size], x)])[0].dataSync()[0])
    const expected = (x: number) => size * Math.exp(-2 * x)
    expect(value(1) / expected(1)).toBeCloseTo(1, 5)
    const { reserved } = backend().memoryBlock
    tf.tidy(() => tf.exp(tf.exp(tf.zeros([size]))).dispose())
    expect(backend().memoryBlock.reserved).toBe(reserved)
    expect(value(2) / expected(2)).toBeCloseTo(1, 5)
    expect(made).toHaveBeenCalledTimes(1)
    const kept = [1, 2, 3].map((x) => tf.fill([size], x))
    expect([value(0.5) / expected(0.5), value(1) / expected(1)]).toEqual([
      expect.closeTo(1, 5),
      expect.closeTo(1, 5),
    ])
    expect(made).toHaveBeenCalledTimes(2)
    expect(kept.map((x) => tf.tidy(() => tf.mean(x).dataSync()[0]))).toEqual([1, 2, 3])
    tf.dispose(kept)
    compiled.dispose()
  })

  it('reads variables where they lie, and where they have moved to', () => {
    const v = tf.variable(tf.tensor1d([1, 2]))
    const made = vi.fn<Computation>(([x]) => [tf.mul(x, 3)])
    const compiled = new Compiled(made)
    const read = () => tf.tidy(() => [...compiled.run([v])[0].dataSync()])
    expect([read(), read()]).toEqual([
      [3, 6],
      [3, 6],
    ])
    backend().floats(v).set([4, 5])
    expect(read()).toEqual([12, 15])
    expect(made).toHaveBeenCalledTimes(1)
    const kept = tf.clone(v) // so that the new numbers cannot lie where the old ones did
    tf.tidy(() => v.assign(tf.tensor1d([7, 8])))
    expect([read(), read()]).toEqual([
      [21, 24],
      [21, 24],
    ])
    expect(made).toHaveBeenCalledTimes(2)
    tf.dispose([v, kept])
    compiled.dispose()
  })

  it.each<[string, Computation]>([
    ['numbers that it computes', ([x]) => [tf.mul(x, tf.neg(x).dataSync()[0])]],
    ['numbers that it is given', ([x]) => [tf.mul(x, -x.dataSync()[0])]],
    ['its numbers by a kernel in JavaScript', ([x]) => [tf.mul(x, tf.neg(tf.gather(x, 0)))]],
    ['a tensor that is none of its inputs', ([x]) => [tf.mul(x, tf.add(outside, tf.neg(tf.slice(x, 0, 1))))]],
  ])('runs as it is each time where it reads %s', (_, compute) => {
    outside = tf.scalar(0)
    const made = vi.fn(compute)
    const compiled = new Compiled(made)
    expect([run(compiled, [2, 3]), run(compiled, [4, 5])]).toEqual([[[-4, -6]], [[-16, -20]]])
    expect(made).toHaveBeenCalledTimes(3) // tried once
    compiled.dispose()
    outside.dispose()
  })

  it('runs within another one as part of it', () => {
    const inner = new Compiled(([x]) => [tf.mul(x, 10)])
    const outer = new Compiled(([x]) => [tf.add(inner.run([tf.neg(x)])[0], 1)])
    expect([run(inner, [1]), run(outer, [2]), run(inner, [3]), run(outer, [4])]).toEqual([
      [[10]],
      [[-19]],
      [[30]],
      [[-39]],
    ])
    inner.dispose()
    outer.dispose()
  })

  it('waits with its next run for sums that are still to be taken of its results', () => {
    const compiled = new Compiled(([x]) => [tf.mul(x, 2)])
    const inputs = [1, 100].map((value) => tf.fill([2, 2], value))
    tf.dispose(compiled.run(inputs.slice(0, 1)))
    const [result] = compiled.run(inputs.slice(0, 1)) as tf.Tensor2D[]
    const ones = tf.ones<tf.Rank.R2>([2, 2])
    const sum = tf.matMul(result, ones, true) // a sum over rows, which is put off
    tf.dispose(compiled.run(inputs.slice(1)))
    expect([...sum.dataSync()]).toEqual([4, 4, 4, 4])
    tf.dispose([...inputs, result, ones, sum])
    compiled.dispose()
  })

  it('gives an input that it returns, in another shape too, as that input is', () => {
    const v = tf.variable(tf.tensor1d([1, 2]))
    const compiled = new Compiled(([x, y]) => [tf.reshape(x, [2, 1]), y, tf.neg(y)])
    const given = [tf.tensor1d([3]), tf.tensor1d([4])].map((y) => {
      const results = compiled.run([v, y])
      const numbers = results.map((x) => [x.shape, ...x.dataSync()])
      y.dispose()
      return { numbers, kept: [...results[1].dataSync()], results }
    })
    expect(given.map(({ numbers }) => numbers)).toEqual([
      [
        [[2, 1], 1, 2],
        [[1], 3],
        [[1], -3],
      ],
      [
        [[2, 1], 1, 2],
        [[1], 4],
        [[1], -4],
      ],
    ])
    expect(given.map(({ kept }) => kept)).toEqual([[3], [4]])
    tf.dispose(given.flatMap(({ results }) => results))
    v.dispose()
    compiled.dispose()
  })

  it('runs as it is with text', () => {
    const compiled = new Compiled(([text, x]) => [tf.clone(text), tf.neg(x)])
    const inputs = [tf.tensor1d(['part']), tf.tensor1d([1])]
    const results = [compiled.run(inputs), compiled.run(inputs)]
    expect(results.map((each) => each.map((x) => x.dataSync()[0]))).toEqual([
      ['part', -1],
      ['part', -1],
    ])
    tf.dispose([inputs, results])
    compiled.dispose()
  })

  it('leaves nothing behind where it cannot be repeated and is differentiated', () => {
    const v = tf.variable(tf.tensor1d([1, 2]))
    const before = [tf.memory().numTensors, backend().memoryBlock.used, backend().numDataIds()]
    const compiled = new Compiled(([x]) => {
      const loss = () => tf.sum(tf.mul(tf.square(v), x.dataSync()[0])) as tf.Scalar
      const { value, grads } = tf.variableGrads(loss, [v])
      return [value, grads[v.name]]
    })
    const results = [1, 2].map((value) =>
      tf.tidy(() => {
        const [, gradient] = compiled.run([tf.scalar(value), v])
        return [...gradient.dataSync()]
      }),
    )
    expect(results).toEqual([
      [2, 4],
      [4, 8],
    ])
    compiled.dispose()
    expect([tf.memory().numTensors, backend().memoryBlock.used, backend().numDataIds()]).toEqual(before)
    v.dispose()
  })

  it('leaves no tensor and no memory behind', () => {
    const before = [tf.memory().numTensors, backend().memoryBlock.used, backend().numDataIds()]
    const compiled = new Compiled(([x]) => [tf.exp(tf.neg(x)), tf.relu(x)])
    for (let i = 0; i < 3; i++) run(compiled, [1, i])
    compiled.dispose()
    expect([tf.memory().numTensors, backend().memoryBlock.used, backend().numDataIds()]).toEqual(before)
  })

  it('passes an error of the computation on, and gives its memory back', () => {
    const before = [tf.memory().numTensors, backend().memoryBlock.used]
    const compiled = new Compiled(([x]) => {
      tf.neg(x)
      throw new Error('broken')
    })
    expect(() => run(compiled, [1, 2])).toThrow('broken')
    expect([tf.memory().numTensors, backend().memoryBlock.used]).toEqual(before)
  })
})

describe('a training step', () => {
  beforeAll(() => startSimd({ threads: 1 }))

  const others: Partial<RnpConfig>[] = [
    {},
    { glimpses: [2] },
    { glimpses: [2, 2, 2] },
    { hypernetwork: 'shared' },
    { hypernetwork: 'per-level' },
    { generatedActivation: 'none' },
    { generatedActivation: 'layernorm-elu' },
  ]

  it.each(others)('calls the kernels of tfjs for the update alone from the second on: %j', async (other) => {
    const trainer = new Trainer({ ...tinyConfig, ...other }, tinySettings, tinyTrain())
    const first = await countKernels(() => trainer.update())
    const next = await countKernels(() => trainer.update())
    expect(first).toBeGreaterThan(300)
    expect(next).toBeLessThan(20)
    trainer.dispose()
  })

  it('has its kernels in a profile though it is repeated', async () => {
    const trainer = new Trainer(tinyConfig, tinySettings, tinyTrain())
    await trainer.update()
    const { ms, kernels } = await profile(() => trainer.update())
    const named = new Map(kernels.map((cost) => [`${cost.kernel} ${cost.product ?? ''}`.trim(), cost]))
    expect(named.get('RunProgram')).toMatchObject({ calls: tinyConfig.glimpses[1] })
    expect(named.get('RunProgram')!.flop).toBeGreaterThan(0)
    expect(named.get('RunProgram')!.ms).toBeGreaterThan(0)
    expect(named.get('AdamUpdate')).toMatchObject({ calls: 1 })
    expect(kernels.reduce((sum, cost) => sum + cost.ms, 0)).toBeLessThanOrEqual(ms)
    trainer.dispose()
  })
})
