import * as tf from '@tensorflow/tfjs-core'
import { afterAll, describe, expect, it } from 'vitest'
import { type Activation, layerNorm } from '../../../ops/layerNorm.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectClose, numbers, type Op } from './compare.ts'

const op =
  (activation: Activation): Op =>
  (x, gamma, beta) => [layerNorm(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, activation)]

afterAll(stopSimd)

describe.each([1, 2])('layer norm on %i threads', (threads) => {
  for (const activation of ['elu', 'none'] as const) {
    for (const [rows, columns] of [
      [1, 5],
      [3, 64],
      [150, 32],
      [130, 27],
    ]) {
      it(`normalises and differentiates as its reference does ([${rows}, ${columns}], ${activation})`, async () => {
        const inputs = [numbers([rows, columns], 2), numbers([columns], 1, 2), numbers([columns], 1, 3)]
        await tf.setBackend('cpu')
        const expected = evaluate(op(activation), inputs)
        await startSimd({ threads })
        expectClose(evaluate(op(activation), inputs), expected, 1e-4)
      })
    }
  }
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
})
