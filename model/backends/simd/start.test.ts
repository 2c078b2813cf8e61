import { spawnSync } from 'node:child_process'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SimdBackend } from './backend.ts'
import { startSimd, stopSimd } from './index.ts'
import { replaceWorkers, workers } from './recordWorkers.testing.ts'

vi.mock('node:worker_threads', async (original) => {
  const { recordWorkers } = await import('./recordWorkers.testing.ts')
  return recordWorkers(await original())
})

afterEach(async () => {
  replaceWorkers(undefined)
  await stopSimd()
})

const product = () => tf.tidy(() => [...tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync()])

describe('the simd backend', () => {
  it.each([0, -1, 1.5, 65, Number.NaN])('refuses to run on %s threads', async (threads) => {
    await expect(startSimd({ threads })).rejects.toMatchObject({
      kind: 'usage',
      message: `The simd backend runs on 1 to 64 threads, not ${threads}.`,
    })
  })

  it('can be started again after a thread of it has died', async () => {
    await startSimd({ threads: 2 })
    await workers.at(-1)!.terminate()
    expect(product).toThrow(/Thread 1 of 2 ended/)
    await startSimd({ threads: 2 })
    expect(product()).toEqual([3, 3, 3, 3])
  })

  it('can be started again after a thread did not start', async () => {
    replaceWorkers('process.exit(1)')
    await expect(startSimd({ threads: 2 })).rejects.toMatchObject({ kind: 'engine' })
    replaceWorkers(undefined)
    await startSimd({ threads: 2 })
    expect(product()).toEqual([3, 3, 3, 3])
  })

  it('lives on, and can be started again, after its memory was full', async () => {
    await startSimd({ threads: 1 })
    const before = tf.memory().numTensors
    const { memoryBlock } = tf.backend() as SimdBackend
    for (let i = 0; i < 3; i++) memoryBlock.allocate(2 ** 30)
    const more = () => tf.tidy(() => tf.matMul(tf.ones([16384, 1]), tf.ones([1, 16384])))
    expect(more).toThrow(/could not get 1024 MB more memory; it uses 30\d\d MB/)
    expect(tf.memory().numTensors).toBe(before)
    expect(product()).toEqual([3, 3, 3, 3])
    await startSimd({ threads: 1 })
    expect(product()).toEqual([3, 3, 3, 3])
  })

  it.runIf(process.platform === 'linux')('reports that the system gives it no memory', () => {
    const script = `import('${new URL('index.ts', import.meta.url)}')
      .then(({ startSimd }) => startSimd({ threads: 2 }))
      .then(() => console.log('started'), ({ kind, message }) => console.log(kind, message))`
    const limited = 'ulimit -v 4000000; exec "$0" -e "$1"'
    const { stdout } = spawnSync('sh', ['-c', limited, process.execPath, script], {
      encoding: 'utf8',
      timeout: 60_000,
      // With cached code V8 allocates other memory first, and aborts where there is none.
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    })
    expect(stdout).toMatch(/^engine The engine could not (get 8 MB more memory|reserve 4 GB)/)
  })
})
