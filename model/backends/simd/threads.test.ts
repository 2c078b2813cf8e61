import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RnpError } from '../../errors.ts'
import { KernelMemory } from './memory.ts'
import { compileModule } from './module.ts'
import { Threads } from './threads.ts'

const workers: Worker[] = vi.hoisted(() => [])
vi.mock('node:worker_threads', async (original) => {
  const real = await original<typeof import('node:worker_threads')>()
  class RecordedWorker extends real.Worker {
    constructor(...args: ConstructorParameters<typeof real.Worker>) {
      super(...args)
      workers.push(this)
    }
  }
  return { ...real, Worker: RecordedWorker }
})

const module = compileModule(false)
const SQUARE = 4
const BEYOND = 2 ** 32 - 2 ** 20

let started: Threads[] = []
afterEach(async () => {
  await Promise.all(started.map((threads) => threads.stop()))
  started = []
})

async function start(count: number, patience?: number) {
  const memory = new KernelMemory()
  const threads = await Threads.start(module, memory, count, patience)
  started.push(threads)
  const block = (size: number) => {
    const address = memory.allocate(4 * size)
    return { address, values: new Float32Array(memory.memory.buffer, address, size) }
  }
  return { threads, block }
}

/** Long enough for a worker to wake and take what is left. */
const pause = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)

/** Has the calling thread do nothing, so that the worker does what is left. */
function idle(threads: Threads, kernel: string): void {
  threads.kernels[kernel] = pause
}

const failure = (run: () => void): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
}

describe('Threads', () => {
  it.each([1, 2, 3])('runs every item once on %i threads, whatever the ranges', async (count) => {
    const { threads, block } = await start(count)
    for (const [items, grain] of [
      [1, 1],
      [7, 1],
      [1000, 7],
      [1000, 1000],
      [1000, 5000],
    ]) {
      const [x, y] = [block(items), block(items + 1)]
      x.values.forEach((_, i) => {
        x.values[i] = i
      })
      y.values.fill(-1)
      threads.run('unary', [SQUARE, x.address, y.address], items, { grain })
      expect([...y.values]).toEqual([...x.values.map((v) => v * v), -1])
    }
  })

  it('gives each thread a range of its own where the split is fixed', async () => {
    const { threads, block } = await start(2)
    const { address } = block(11)
    const ranges: number[][] = []
    const real = threads.kernels.unary
    threads.kernels.unary = (...args) => {
      ranges.push(args.slice(-2))
      real(...args)
      pause()
    }
    threads.run('unary', [SQUARE, address, address], 11, { fixed: true })
    expect(ranges).toHaveLength(1)
    expect([
      [0, 6],
      [6, 11],
    ]).toContainEqual(ranges[0])
  })

  it('turns a kernel that traps in a worker into an engine error that names it, and runs the next', async () => {
    const { threads, block } = await start(2)
    const real = threads.kernels.unary
    idle(threads, 'unary')
    const error = failure(() => threads.run('unary', [SQUARE, BEYOND, BEYOND], 10))
    expect(error).toBeInstanceOf(RnpError)
    expect(error).toMatchObject({ kind: 'engine', message: expect.stringMatching(/unary failed on 1 of 2/) })
    threads.kernels.unary = real
    const x = block(10)
    x.values.fill(3)
    threads.run('unary', [SQUARE, x.address, x.address], 10)
    expect([...x.values]).toEqual(Array(10).fill(9))
  })

  it('turns a kernel that traps on the calling thread into an engine error too', async () => {
    const { threads } = await start(1)
    expect(failure(() => threads.run('unary', [SQUARE, BEYOND, BEYOND], 10))).toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/unary failed .*out of bounds/),
    })
  })

  it('gives up on a worker that makes no progress, then refuses to run', async () => {
    const { threads, block } = await start(2, 300)
    const c = block(128)
    idle(threads, 'gemm')
    // All strides 0 and a thousand million rows: longer than any patience here
    const endless = [c.address, 0, 0, c.address, 0, 4, c.address, 64, 4, 32, 2 ** 30, 0]
    const error = failure(() => threads.run('gemm', endless, 2))
    expect(error).toMatchObject({ kind: 'engine', message: expect.stringMatching(/did not finish gemm/) })
    expect(failure(() => threads.run('unary', [SQUARE, c.address, c.address], 1))).toBe(error)
  })

  it('refuses to run once a worker has died', async () => {
    const { threads, block } = await start(2)
    const { address } = block(1)
    await workers.at(-1)!.terminate()
    expect(failure(() => threads.run('unary', [SQUARE, address, address], 1))).toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/Thread 1 of 2 ended/),
    })
  })

  it('refuses more arguments than a job holds', async () => {
    const { threads } = await start(1)
    expect(() => threads.run('unary', Array(25).fill(0), 1)).toThrow(/25 arguments of 24/)
  })
})
