import { afterEach, describe, expect, it, vi } from 'vitest'
import { RnpError } from '../../errors.ts'
import { MAX_ARGUMENTS } from './job.ts'
import type { KernelArguments, KernelName } from './kernelCalls.ts'
import { KernelMemory } from './memory.ts'
import { compileModule } from './module.ts'
import { replaceWorkers, workers } from './recordWorkers.testing.ts'
import { KERNELS } from './signatures.ts'
import { Threads } from './threads.ts'

vi.mock('node:worker_threads', async (original) => {
  const { recordWorkers } = await import('./recordWorkers.testing.ts')
  return recordWorkers(await original())
})

const module = compileModule(false)
const SQUARE = 4
const BEYOND = 2 ** 32 - 2 ** 20
/** Turns that take longer than any timeout here. */
const ENDLESS = 2 ** 31 - 1

let started: Threads[] = []
afterEach(async () => {
  replaceWorkers(undefined)
  await Promise.all(started.map((threads) => threads.stop()))
  started = []
})

async function start(count: number, timeoutMs?: number) {
  const memory = new KernelMemory()
  const threads = await Threads.start(module, memory, count, timeoutMs)
  started.push(threads)
  const block = (size: number) => {
    const address = memory.allocate(4 * size)
    return { address, values: new Float32Array(memory.memory.buffer, address, size) }
  }
  return { threads, block }
}

/** Long enough for a worker to wake and take what is left. */
const pause = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)

/** Makes the calling thread do nothing, so that the worker does what is left. */
function idle(threads: Threads, kernel: KernelName): void {
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
      threads.run('unary', { op: SQUARE, a: x.address, out: y.address }, items, { grain })
      expect([...y.values]).toEqual([...x.values.map((v) => v * v), -1])
    }
  })

  it('turns a kernel that traps in a worker into an engine error that names it, and runs the next', async () => {
    const { threads, block } = await start(2)
    const real = threads.kernels.unary
    idle(threads, 'unary')
    const error = failure(() => threads.run('unary', { op: SQUARE, a: BEYOND, out: BEYOND }, 10))
    expect(error).toBeInstanceOf(RnpError)
    expect(error).toMatchObject({ kind: 'engine', message: expect.stringMatching(/unary failed on 1 of 2/) })
    threads.kernels.unary = real
    const x = block(10)
    x.values.fill(3)
    threads.run('unary', { op: SQUARE, a: x.address, out: x.address }, 10)
    expect([...x.values]).toEqual(Array(10).fill(9))
  })

  it('turns a kernel that traps on the calling thread into an engine error too', async () => {
    const { threads } = await start(1)
    expect(failure(() => threads.run('unary', { op: SQUARE, a: BEYOND, out: BEYOND }, 10))).toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/unary failed .*out of bounds/),
    })
  })

  it.each(['hangs', 'dies'])('gives up on a worker that %s in a kernel, then refuses to run', async (how) => {
    const { threads, block } = await start(2, 2000)
    const { address } = block(64)
    threads.kernels.copyPieces = () => {
      pause()
      if (how === 'dies') workers.at(-1)!.terminate()
    }
    // The worker copies one number over and over.
    const args = { source: address, sourceStep: 0, target: address, targetStep: 0, bytes: 4 }
    const error = failure(() => threads.run('copyPieces', args, ENDLESS, { grain: ENDLESS / 2 }))
    expect(error).toBeInstanceOf(RnpError)
    expect(error).toMatchObject({
      kind: 'engine',
      message: '1 of 2 threads did not finish copyPieces in 2 s.',
      hint: expect.stringContaining('--threads 1'),
    })
    expect(failure(() => threads.run('unary', { op: SQUARE, a: address, out: address }, 1))).toBe(error)
  })

  it('refuses to run once a worker has died', async () => {
    const { threads, block } = await start(2)
    const { address } = block(1)
    await workers.at(-1)!.terminate()
    expect(failure(() => threads.run('unary', { op: SQUARE, a: address, out: address }, 1))).toMatchObject({
      kind: 'engine',
      message: expect.stringMatching(/Thread 1 of 2 ended/),
    })
  })

  it.each([
    ['ends', 'process.exit(3)', 'it ended with exit code 3'],
    ['throws', 'throw new Error("no room")', 'no room'],
    ['hangs', 'for (;;);', 'it did not respond within 2 s'],
  ])('leaves no thread running where one %s before it is ready', async (_, script, reason) => {
    replaceWorkers(script)
    await expect(start(3, 2000)).rejects.toMatchObject({
      kind: 'engine',
      message: `A thread of the engine did not start: ${reason}.`,
    })
    for (const { threadId } of workers.slice(-2)) expect(threadId).toBe(-1)
  })

  it('has room in a job for the arguments of every kernel', () => {
    const most = Math.max(...Object.values(KERNELS).map((parameters) => parameters.length))
    expect(most).toBeLessThanOrEqual(MAX_ARGUMENTS)
  })

  it('refuses a call without one of the arguments, which WebAssembly would take as 0', async () => {
    const { threads } = await start(1)
    const args = { op: SQUARE, a: 0 } as KernelArguments<'unary'>
    expect(() => threads.run('unary', args, 1)).toThrow('The kernel unary was called without out.')
  })
})
