import type * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ProgramSizes, runProgram } from '../../../ops/runProgram.ts'
import { thetaLayout } from '../../../ops/thetaLayout.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, type Numbers, numbers, type Op } from './compare.ts'
import { requireScratch } from './glimpse.ts'

const odd = { patch: 7, z: 5, e: 6, hidden: 12, glimpses: 3, offset: 2.1 }
const even = { patch: 14, z: 32, e: 32, hidden: 64, glimpses: 4, offset: 3.3 }
const single = { ...odd, glimpses: 1 }

function inputsOf(sizes: Omit<ProgramSizes, 'activation'>, batch: number): Numbers[] {
  const theta = numbers([batch, thetaLayout(sizes).size], 0.12, 1)
  return [theta, numbers([batch, sizes.patch ** 2], 1, 2), numbers([batch, 6], 0.5, 3)]
}

const op =
  (sizes: ProgramSizes): Op =>
  (theta, patch, action) => {
    const drawn = runProgram(theta as tf.Tensor2D, patch as tf.Tensor2D, action as tf.Tensor2D, sizes)
    return [drawn.canvas, drawn.states, drawn.actions, drawn.patches]
  }

afterAll(stopSimd)

describe.each([1, 2])('a whole program on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  for (const activation of ['layernorm-elu', 'none'] as const) {
    for (const [sizes, batch] of [
      [odd, 1],
      [odd, 5],
      [single, 2],
      [even, 2],
    ] as const) {
      const name = `${activation}, P ${sizes.patch}, ${sizes.glimpses} glimpses, ${batch} programs`
      it(`computes and differentiates as its reference does (${name})`, async () => {
        await expectAsOnCpu(op({ ...sizes, activation }), inputsOf(sizes, batch), 1e-3)
      })
    }
  }
})

describe('a whole program', () => {
  it('is refused, by name and size, where its gradient does not fit a thread', () => {
    const sizes = { ...even, patch: 105, activation: 'none' } as const
    expect(() => requireScratch(sizes, 80)).not.toThrow()
    expect(() => requireScratch(sizes, 100)).toThrow('100 glimpses with patches of 105 px')
  })

  it('gives the same bits again, on one thread and on two', async () => {
    const sizes = { ...even, activation: 'layernorm-elu' } as const
    const inputs = inputsOf(even, 4)
    await startSimd({ threads: 1 })
    const once = evaluate(op(sizes), inputs)
    expect(evaluate(op(sizes), inputs)).toEqual(once)
    await startSimd({ threads: 2 })
    expect(evaluate(op(sizes), inputs)).toEqual(once)
  })
})
