import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { thetaLayout } from '../ops/thetaLayout.ts'
import { Trainer } from '../training/trainer.ts'
import { tinyConfig, tinySettings, tinyTrain } from '../training/training.testing.ts'
import { profile } from './profile.ts'
import { startSimd, stopSimd } from './simd/index.ts'
import { type KernelCall, workOf } from './work.ts'

const tensor = (shape: number[], dtype: tf.DataType = 'float32'): tf.TensorInfo => ({
  dataId: {},
  shape,
  dtype,
})

const work = (call: Partial<KernelCall>) =>
  workOf({ kernel: 'Add', inputs: {}, outputs: [], attrs: {}, ...call })

describe('the work of a kernel', () => {
  it('of a product is 2 M N K flop, and its three matrices', () => {
    const inputs = { a: tensor([3, 5]), b: tensor([5, 7]) }
    expect(work({ kernel: 'BatchMatMul', inputs, outputs: [tensor([3, 7])] })).toEqual({
      flop: 2 * 3 * 5 * 7,
      bytes: 4 * (15 + 35 + 21),
      product: '[3,5] x [5,7]',
    })
  })

  it('of a batch of products with a transposed side takes K from that side', () => {
    const call = {
      kernel: 'BatchMatMul',
      inputs: { a: tensor([2, 5, 3]), b: tensor([2, 7, 5]) },
      outputs: [tensor([2, 3, 7])],
      attrs: { transposeA: true, transposeB: true },
    }
    expect(work(call)).toMatchObject({ flop: 2 * 2 * 3 * 5 * 7, product: '[2,5,3]ᵀ x [2,7,5]ᵀ' })
  })

  it('of a convolution and of both its gradients is every tap at every position', () => {
    const [x, filter, y] = [tensor([2, 6, 6, 3]), tensor([3, 3, 3, 8]), tensor([2, 4, 4, 8])]
    const flop = 2 * (2 * 4 * 4) * (3 * 3 * 3 * 8)
    expect(work({ kernel: 'Conv2D', inputs: { x, filter }, outputs: [y] }).flop).toBe(flop)
    expect(work({ kernel: 'Conv2DBackpropInput', inputs: { dy: y, filter }, outputs: [x] }).flop).toBe(flop)
    expect(work({ kernel: 'Conv2DBackpropFilter', inputs: { x, dy: y }, outputs: [filter] }).flop).toBe(flop)
  })

  it('of a dense layer is its product, twice in the gradient', () => {
    const inputs = { x: tensor([3, 5]), weight: tensor([5, 7]), bias: tensor([7]) }
    expect(work({ kernel: 'HiddenLayer', inputs }).flop).toBe(2 * 3 * 5 * 7)
    expect(work({ kernel: 'HiddenLayerGrad', inputs }).flop).toBe(2 * 2 * 3 * 5 * 7)
  })

  it('of programs is every generated matrix at each glimpse, twice in the gradient', () => {
    const sizes = { patch: 5, z: 4, e: 4, hidden: 8 }
    const { size, entries } = thetaLayout(sizes)
    const vectors = entries.filter(({ shape }) => shape.length === 1).reduce((n, entry) => n + entry.size, 0)
    const call = { inputs: { theta: tensor([3, size]) }, attrs: { ...sizes, glimpses: 4 } }
    const flop = 2 * 3 * 4 * (size - vectors)
    expect(work({ ...call, kernel: 'RunProgram' }).flop).toBe(flop)
    expect(work({ ...call, kernel: 'RunProgramGrad' }).flop).toBe(2 * flop)
  })

  it('of anything else is the bytes of its tensors, each once', () => {
    const [a, b] = [tensor([10]), tensor([10], 'bool')]
    expect(work({ inputs: { a, b: a, mask: b, none: undefined }, outputs: [tensor([10])] })).toEqual({
      flop: 0,
      bytes: 40 + 10 + 40,
    })
  })

  it('of a new name for the same numbers is nothing', () => {
    const x = tensor([4, 5])
    expect(work({ kernel: 'Reshape', inputs: { x }, outputs: [{ ...x, shape: [20] }] }).bytes).toBe(0)
  })
})

describe('the arithmetic of a training step', () => {
  /** The profile of one picture's second step on the current backend; ours does the first one twice, to record it. */
  async function flopOfStep(): Promise<number> {
    const trainer = new Trainer(tinyConfig, { ...tinySettings, batch: 1 }, tinyTrain())
    await trainer.update()
    const { kernels } = await profile(() => trainer.update())
    trainer.dispose()
    return kernels.reduce((sum, { flop }) => sum + flop, 0)
  }

  it('is the same in fused kernels as in the products of their references, but for the sampler', async () => {
    await tf.setBackend('cpu')
    const reference = await flopOfStep()
    await startSimd({ threads: 1 })
    const fused = await flopOfStep()
    await stopSimd()
    expect(fused / reference).toBeGreaterThan(0.97)
    expect(fused / reference).toBeLessThanOrEqual(1)
  })
})
