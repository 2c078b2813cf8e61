import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentCalls, observe, type Profile, profile, repeatCalls } from './profile.ts'
import type { SimdBackend } from './simd/backend.ts'
import { startSimd, stopSimd } from './simd/index.ts'
import type { KernelCall } from './work.ts'

/** Keeps the processor busy for that many milliseconds. */
function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** Registers a kernel on the current backend while `task` runs. */
async function withKernel(
  kernelName: string,
  kernelFunc: tf.KernelFunc,
  task: () => Promise<void>,
): Promise<void> {
  const backendName = tf.getBackend()
  tf.registerKernel({ kernelName, backendName, kernelFunc })
  try {
    await task()
  } finally {
    tf.unregisterKernel(kernelName, backendName)
  }
}

const registered = () => new Map(tf.getKernelsForBackend('cpu').map((config) => [config.kernelName, config]))

const cost = ({ kernels }: Profile, name: string) => kernels.find(({ kernel }) => kernel === name)!

describe('profile', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('counts calls and work by kernel, and products by shape', async () => {
    const { ms, kernels } = await profile(() => {
      tf.tidy(() => {
        const x = tf.ones<tf.Rank.R2>([3, 5])
        for (const n of [7, 7, 2]) tf.matMul(x, tf.ones<tf.Rank.R2>([5, n]))
        tf.square(x)
      })
    })
    const products = kernels.filter(({ kernel }) => kernel === 'BatchMatMul')
    expect(products).toMatchObject([
      { product: '[3,5] x [5,7]', calls: 2, flop: 2 * 210, bytes: 2 * 4 * (15 + 35 + 21) },
      { product: '[3,5] x [5,2]', calls: 1, flop: 60, bytes: 4 * (15 + 10 + 6) },
    ])
    expect(kernels.find(({ kernel }) => kernel === 'Square')).toMatchObject({ calls: 1, flop: 0, bytes: 120 })
    expect(kernels.reduce((sum, kernel) => sum + kernel.ms, 0)).toBeLessThanOrEqual(ms)
  })

  it('charges the time of a kernel that another calls to the one that is called', async () => {
    const inner: tf.KernelFunc = ({ inputs }) => {
      busy(10)
      return inputs.x!
    }
    const outer: tf.KernelFunc = ({ inputs, backend }) => {
      const { kernelFunc } = tf.getKernel('Inner', 'cpu')
      for (let i = 0; i < 2; i++) kernelFunc({ inputs, backend })
      busy(5)
      return inputs.x!
    }
    await withKernel('Inner', inner, () =>
      withKernel('Outer', outer, async () => {
        const taken = await profile(() => {
          tf.tidy(() => tf.engine().runKernel('Outer', { x: tf.ones([2]) }) as tf.Tensor)
        })
        expect(cost(taken, 'Inner').calls).toBe(2)
        expect(cost(taken, 'Inner').ms).toBeGreaterThanOrEqual(20)
        expect(cost(taken, 'Outer').ms).toBeGreaterThanOrEqual(5)
        expect(cost(taken, 'Outer').ms + cost(taken, 'Inner').ms).toBeLessThanOrEqual(taken.ms)
      }),
    )
  })

  it('leaves the kernels as they were, also where the task throws', async () => {
    const before = registered()
    await profile(() => {
      expect(tf.getKernel('Square', 'cpu')).not.toBe(before.get('Square'))
    })
    expect(registered()).toEqual(before)
    const failing = () =>
      profile(() => {
        throw new Error('the task failed')
      })
    await expect(failing()).rejects.toThrow('the task failed')
    expect([...registered()].every(([name, config]) => config === before.get(name))).toBe(true)
  })

  it('is not disturbed by a kernel that throws and is caught', async () => {
    const broken: tf.KernelFunc = () => {
      throw new Error('the kernel failed')
    }
    await withKernel('Broken', broken, async () => {
      const { kernels } = await profile(() => {
        expect(() => tf.engine().runKernel('Broken', {})).toThrow('the kernel failed')
        tf.square(tf.scalar(2)).dispose()
      })
      expect(kernels.map(({ kernel }) => kernel)).toEqual(['Square'])
    })
  })
})

describe('profile of the simd backend', () => {
  beforeAll(() => startSimd({ threads: 1 }))
  afterAll(stopSimd)

  it('charges a sum that is put off to the kernels of its terms, not to the one that needs it first', async () => {
    const simd = () => tf.backend() as SimdBackend
    const sum = () => busy(10)
    const later: tf.KernelFunc = () => simd().defer([1], sum, [{ tensors: [] }])
    await withKernel('Later', later, async () => {
      const taken = await profile(() => {
        tf.tidy(() => {
          const [a, b] = [0, 0].map(() => tf.engine().runKernel('Later', {}) as tf.Tensor)
          tf.square(tf.add(a, b)).dataSync()
        })
      })
      expect(cost(taken, 'Later').calls).toBe(2)
      expect(cost(taken, 'Later').ms).toBeGreaterThanOrEqual(10)
      expect(cost(taken, 'Later').bytes).toBe(2 * 4)
      expect(cost(taken, 'Add')).toMatchObject({ calls: 1, bytes: 0 })
      const all = taken.kernels.reduce((sum, { ms }) => sum + ms, 0)
      expect(all).toBeLessThanOrEqual(taken.ms)
    })
  })

  it('counts no work of a kernel that deferred it where it was never needed', async () => {
    const simd = () => tf.backend() as SimdBackend
    const later: tf.KernelFunc = () => simd().defer([1], () => busy(10), [{ tensors: [] }])
    await withKernel('Later', later, async () => {
      const taken = await profile(() => tf.dispose(tf.engine().runKernel('Later', {}) as tf.Tensor))
      expect(cost(taken, 'Later')).toMatchObject({ calls: 1, bytes: 0 })
    })
  })

  it('charges work that is done again without its kernels to the calls that it was first done for', async () => {
    const calls: (readonly object[])[] = []
    const once: tf.KernelFunc = ({ inputs }) => {
      calls.push(currentCalls())
      return inputs.x!
    }
    await withKernel('Once', once, async () => {
      observe(() => tf.tidy(() => tf.engine().runKernel('Once', { x: tf.ones([2]) }) as tf.Tensor)).dispose()
      const steps = [{ calls: calls[0] as readonly KernelCall[] }]
      const again = () => repeatCalls(steps, () => busy(5))
      const taken = await profile(() => {
        again()
        again()
      })
      expect(cost(taken, 'Once').calls).toBe(2)
      expect(cost(taken, 'Once').ms).toBeGreaterThanOrEqual(10)
      expect(taken.kernels).toHaveLength(1)
    })
    expect(currentCalls()).toEqual([])
  })
})
