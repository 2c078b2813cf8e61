import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { profile } from './profile.ts'

beforeAll(() => tf.setBackend('cpu'))
afterEach(() => tf.disposeVariables())

/** Keeps the processor busy for so many milliseconds. */
function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** Registers a kernel on the backend while `task` runs. */
function withKernel(kernelName: string, kernelFunc: tf.KernelFunc, task: () => void): void {
  tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc })
  try {
    task()
  } finally {
    tf.unregisterKernel(kernelName, 'cpu')
  }
}

const registered = () => new Map(tf.getKernelsForBackend('cpu').map((config) => [config.kernelName, config]))

describe('profile', () => {
  it('counts calls and work by kernel, and products by shape', () => {
    const { ms, kernels } = profile(() => {
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

  it('charges the time of a kernel that another calls to the one that is called', () => {
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
    const x = tf.variable(tf.ones([2]))
    withKernel('Inner', inner, () =>
      withKernel('Outer', outer, () => {
        const { ms, kernels } = profile(() => {
          tf.engine().runKernel('Outer', { x })
        })
        const cost = (name: string) => kernels.find(({ kernel }) => kernel === name)!
        expect(cost('Inner').calls).toBe(2)
        expect(cost('Inner').ms).toBeGreaterThanOrEqual(20)
        expect(cost('Outer').ms).toBeGreaterThanOrEqual(5)
        expect(cost('Outer').ms + cost('Inner').ms).toBeLessThanOrEqual(ms)
      }),
    )
  })

  it('leaves the kernels as they were, also where the task throws', () => {
    const before = registered()
    profile(() => {
      expect(tf.getKernel('Square', 'cpu')).not.toBe(before.get('Square'))
    })
    expect(registered()).toEqual(before)
    const failing = () =>
      profile(() => {
        throw new Error('the task failed')
      })
    expect(failing).toThrow('the task failed')
    expect([...registered()].every(([name, config]) => config === before.get(name))).toBe(true)
  })

  it('is not disturbed by a kernel that throws and is caught', () => {
    const broken: tf.KernelFunc = () => {
      throw new Error('the kernel failed')
    }
    withKernel('Broken', broken, () => {
      const { kernels } = profile(() => {
        expect(() => tf.engine().runKernel('Broken', {})).toThrow('the kernel failed')
        tf.square(tf.scalar(2)).dispose()
      })
      expect(kernels.map(({ kernel }) => kernel)).toEqual(['Square'])
    })
  })
})
