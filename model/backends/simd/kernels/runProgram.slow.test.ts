import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from '../../../ops/runProgram.ts'
import { startSimd, stopSimd } from '../index.ts'
import { evaluate, expectAsOnCpu, expectSameBits, type Op } from './compare.testing.ts'
import { requireScratch } from './glimpse.ts'
import { anyPrograms, knownPrograms, type Programs, programInputs } from './programShapes.testing.ts'

const op =
  ({ sizes, glimpses }: Programs): Op =>
  (theta, patch, action) => {
    const inputs = [theta, patch, action] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    const drawn = runProgram(...inputs, { ...sizes, glimpses, offset: 2.1 })
    return [drawn.canvas, drawn.states, drawn.actions, drawn.patches]
  }

const four: Programs = { ...knownPrograms[0][0], batch: 5 }

afterAll(stopSimd)

describe.each([1, 2])('a whole program on %i threads', (threads) => {
  beforeAll(() => startSimd({ threads }))

  it('computes and differentiates as its reference does to 1e-3, for random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(anyPrograms, (programs) => expectAsOnCpu(op(programs), programInputs(programs), 1e-3)),
      { seed: 1, numRuns: 15, examples: knownPrograms as [Programs][] },
    )
  })

  it('leaves no tensor behind, with a gradient and without', () => {
    const [before, held] = [tf.memory().numTensors, tf.memory().numDataBuffers]
    evaluate(op(four), programInputs(four))
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual([before, held])
  })
})

describe('a whole program', () => {
  it('is refused, by name and size, where its gradient does not fit a thread', () => {
    const sizes = { ...four.sizes, patch: 105 }
    expect(() => requireScratch(sizes, 24_000, 80)).not.toThrow()
    expect(() => requireScratch(sizes, 24_000, 100)).toThrow('100 glimpses with patches of 105 px')
  })

  it('gives the same bits again, on one thread and on two', async () => {
    await startSimd({ threads: 1 })
    const once = evaluate(op(four), programInputs(four))
    expectSameBits(evaluate(op(four), programInputs(four)), once)
    await startSimd({ threads: 2 })
    expectSameBits(evaluate(op(four), programInputs(four)), once)
  })
})
