import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RnpError } from '../../errors.ts'
import type { SimdBackend } from './backend.ts'
import * as selfCheck from './checks/selfCheck.ts'
import { startSimd, stopSimd } from './index.ts'
import { canBeWide } from './module.ts'

beforeAll(() => startSimd({ threads: 1 }))
afterAll(stopSimd)

const backend = () => tf.backend() as SimdBackend

describe('SimdBackend', () => {
  it('reads back copies on memory of their own, which later kernels do not change', async () => {
    const x = tf.tensor1d([1, 2, 3])
    const [now, later] = [x.dataSync(), await x.data()]
    expect(now.buffer).toBeInstanceOf(ArrayBuffer)
    expect(later.buffer).toBeInstanceOf(ArrayBuffer)
    ;(backend().data.get(x.dataId).values as Float32Array).fill(9)
    expect([...now]).toEqual([1, 2, 3])
    expect([...later]).toEqual([1, 2, 3])
  })

  it('frees the numbers of disposed tensors, once, however many tensors share them', () => {
    const before = [backend().memoryBlock.used, backend().numDataIds()]
    const x = tf.zeros([100, 100])
    const shared = x.reshape([10_000])
    const cast = tf.cast(shared, 'float32')
    expect(backend().numDataIds()).toBe(before[1] + 1)
    x.dispose()
    cast.dispose()
    expect([...shared.slice(0, 2).dataSync()]).toEqual([0, 0])
    shared.dispose()
    tf.disposeVariables()
    expect(backend().numDataIds()).toBeLessThanOrEqual(before[1] + 1)
  })

  it('grows no memory and no tensors over repeated training steps', () => {
    const w = tf.variable(tf.randomNormal([32, 16], 0, 1, 'float32', 1))
    const x = tf.randomNormal([8, 32], 0, 1, 'float32', 2)
    const step = () => {
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(tf.elu(tf.matMul(x, w)))) as tf.Scalar,
        [w],
      )
      tf.dispose([value, grads])
    }
    step()
    const before = [backend().memoryBlock.used, backend().memoryBlock.reserved, tf.memory().numTensors]
    for (let i = 0; i < 5; i++) step()
    expect([backend().memoryBlock.used, backend().memoryBlock.reserved, tf.memory().numTensors]).toEqual(
      before,
    )
    tf.dispose([w, x])
  })

  it('keeps text and moves tensors in from another backend', async () => {
    expect(tf.tensor1d(['part', 'whole']).dataSync()).toEqual(['part', 'whole'])
    await tf.setBackend('cpu')
    const x = tf.tensor2d([[1, 2]])
    await tf.setBackend('simd')
    expect([...tf.add(x, 1).dataSync()]).toEqual([2, 3])
  })

  it('runs kernels of its own and of tfjs-backend-cpu in one expression', () => {
    const x = tf.tensor1d([0, 1, 2, 3])
    expect(tf.getKernel('GatherV2', 'simd').kernelFunc).toBe(tf.getKernel('GatherV2', 'cpu').kernelFunc)
    const y = tf.add(tf.sin(x), tf.gather(x, [3, 2, 1, 0]))
    const expected = [0, 1, 2, 3].map((v, i) => Math.sin(v) + 3 - i)
    y.dataSync().forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i], 6)
    })
  })

  it.each([
    ['bool', 'float32', [0, 1, 1], [0, 1, 1]],
    ['int32', 'float32', [-2, 0, 7], [-2, 0, 7]],
    ['float32', 'int32', [-1.7, 0.2, 2.9], [-1, 0, 2]],
    ['float32', 'bool', [-1.5, 0, 0.1], [1, 0, 1]],
    ['int32', 'bool', [0, 5, -1], [0, 1, 1]],
    ['bool', 'int32', [1, 0, 1], [1, 0, 1]],
  ] as const)('casts %s to %s', (from, to, values, expected) => {
    const x = tf.tensor1d([...values], from)
    const y = tf.cast(x, to)
    expect(y.dtype).toBe(to)
    expect([...y.dataSync()]).toEqual(expected)
    expect([...tf.add(tf.cast(y, 'float32'), 1).dataSync()]).toEqual(expected.map((v) => v + 1))
  })

  it('turns a request beyond all memory into an engine error', () => {
    expect(() => tf.zeros([40_000, 40_000])).toThrow(/MB|memory|allocation|length/i)
    expect(() => backend().allocate([40_000, 40_000])).toThrow(RnpError)
  })
})

describe('startSimd', () => {
  it('reports what it runs on, and leaves the 256-bit pass off where the options say so', async () => {
    expect(await startSimd({ threads: 1, wide: false })).toEqual({ backend: 'simd', threads: 1, wide: false })
    expect(await startSimd({ threads: 2 })).toEqual({
      backend: 'simd',
      threads: 2,
      wide: expect.any(Boolean),
    })
    expect(tf.getBackend()).toBe('simd')
  })

  it('runs without the 256-bit pass where a kernel disagrees with scalar code, and not at all where it still does', async () => {
    const check = vi.spyOn(selfCheck, 'wrongKernel')
    check.mockReturnValueOnce('gemm').mockReturnValueOnce(undefined)
    if (canBeWide) expect(await startSimd({ threads: 1, wide: true })).toMatchObject({ wide: false })
    check.mockReset().mockReturnValue('gemm')
    await expect(startSimd({ threads: 1, wide: true })).rejects.toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/kernel gemm computes wrong numbers/),
    })
    check.mockRestore()
    await startSimd({ threads: 1 })
  })

  it('lets the process end by itself with its threads running', () => {
    const index = new URL('index.ts', import.meta.url).href
    const script = `import('${index}').then(({ startSimd }) => startSimd({ threads: 2 })).then((i) => console.log(i.threads))`
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: '2\n' })
  })
})
