import type * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Activation, layerNorm } from '../../../ops/layerNorm.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, expectClose, type Numbers, numbers, type Op } from './compare.testing.ts'

const op =
  (activation: Activation): Op =>
  (x, gamma, beta) => [layerNorm(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, activation)]

afterAll(stopSimd)

describe.each([1, 2])('layer norm on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('normalises and differentiates as its reference does to 1e-4, for random shapes', async () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 150 }),
      columns: fc.integer({ min: 3, max: 70 }),
      activation: fc.constantFrom<Activation>('elu', 'none'),
    })
    await fc.assert(
      fc.asyncProperty(cases, ({ rows, columns, activation }) => {
        const inputs = [numbers([rows, columns], 2), numbers([columns], 1, 2), numbers([columns], 1, 3)]
        return expectAsOnCpu(op(activation), inputs, 1e-4)
      }),
      { seed: 1, numRuns: 30, examples: [[{ rows: 320, columns: 64, activation: 'elu' }]] },
    )
  })
})

describe('layer norm', () => {
  it('gives the same bits again, on one thread and on two', async () => {
    const inputs = [numbers([320, 64], 2), numbers([64], 1, 2), numbers([64], 1, 3)]
    await startSimd({ threads: 1 })
    const once = evaluate(op('elu'), inputs)
    expect(evaluate(op('elu'), inputs)).toEqual(once)
    await startSimd({ threads: 2 })
    expect(evaluate(op('elu'), inputs)).toEqual(once)
  })

  it('passes NaN on within its row alone', async () => {
    await startSimd({ threads: 1 })
    const x = numbers([3, 20])
    x.values[25] = Number.NaN
    const [y] = evaluate(op('elu'), [x, numbers([20], 1, 2), numbers([20], 1, 3)])
    expect(Array.from(y, Number.isNaN)).toEqual(Array.from(y, (_, i) => i >= 20 && i < 40))
  })

  it('keeps its accuracy where a row lies far from zero', async () => {
    await startSimd({ threads: 1 })
    const x = numbers([4, 64])
    const shifted = { ...x, values: x.values.map((v) => v + 1000) }
    const inputs = (rows: Numbers) => [rows, numbers([64], 1, 2), numbers([64], 1, 3)]
    const [[expected], [y]] = [evaluate(op('none'), inputs(x)), evaluate(op('none'), inputs(shifted))]
    // The inputs themselves are rounded to 6e-5.
    expectClose([y], [expected], 2e-4)
  })
})
