import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { RnpError } from '../../errors.ts'
import { threadScriptBeside } from '../../scriptBeside.ts'
import { close, JOB, type Job, jobAt, jobBytes, open, progressOf, runShare } from './job.ts'
import { inOrder, KERNEL_NAMES, type KernelArguments, type KernelName, type Kernels } from './kernelCalls.ts'
import type { KernelMemory } from './memory.ts'
import { instantiate } from './module.ts'
import { freeUpperHalves } from './upperHalves.ts'
import type { WorkerData } from './worker.ts'

/** Bytes of a thread's scratch memory (assembly/scratch.ts). */
export const SCRATCH_BYTES = 8 << 20
/**
 * A kernel takes milliseconds, and a thread a tenth of a second to start: workers that neither start nor make any
 * progress for this long are dead.
 */
const PROGRESS_TIMEOUT_MS = 20_000
/** How often the workers' count is read before the thread sleeps. */
const SPINS = 20_000

/** How a kernel's items are divided into ranges, which never depends on the thread that takes them. */
export interface Split {
  /** Items in a range, 1 by default. Where there are no more items than this, they run on the calling thread alone. */
  readonly grain?: number
}

/** One run of a kernel over the items [0, items). */
export interface Work {
  readonly kernel: KernelName
  /** In the order of the kernel's parameters. */
  readonly args: readonly number[]
  readonly items: number
  readonly split?: Split
}

/** Runs kernels on all threads and waits for them; the calling thread does its part. */
export class Threads {
  readonly count: number
  readonly kernels: Kernels
  /** Called with all work that is given to `run`. */
  onWork: ((work: Work) => void) | undefined
  readonly #job: Job
  readonly #workers: readonly Worker[]
  readonly #timeoutMs: number
  /** What ended a worker; no kernel runs after that. */
  #ended: Error | undefined
  #stopping = false

  private constructor(kernels: Kernels, job: Job, workers: readonly Worker[], timeoutMs: number) {
    this.count = workers.length + 1
    this.kernels = kernels
    this.#job = job
    this.#workers = workers
    this.#timeoutMs = timeoutMs
    workers.forEach((worker, i) => {
      worker.once('error', (cause: Error) => this.#end(i + 1, cause))
      worker.once('exit', () => this.#end(i + 1))
    })
  }

  /**
   * Starts `count - 1` workers; they end with the process or with `stop`.
   *
   * @param timeoutMs without progress after which workers count as dead
   * @throws RnpError 'engine/not-started' where one does not start; none is left running then
   */
  static async start(
    module: WebAssembly.Module,
    memory: KernelMemory,
    count: number,
    timeoutMs = PROGRESS_TIMEOUT_MS,
  ): Promise<Threads> {
    const kernels = instantiate(module, memory.memory, memory.allocate(SCRATCH_BYTES))
    const address = memory.allocate(jobBytes(count))
    const job = jobAt(memory.memory, address, count)
    job.words.fill(0)
    close(job)
    const workers: Worker[] = []
    try {
      while (workers.length < count - 1) {
        const data: WorkerData = {
          module,
          memory: memory.memory,
          scratch: memory.allocate(SCRATCH_BYTES),
          job: address,
          thread: workers.length + 1,
          threads: count,
        }
        workers.push(new Worker(threadScriptBeside('worker', import.meta.url), { workerData: data }))
      }
      await allReady(workers, timeoutMs)
    } catch (cause) {
      await Promise.all(workers.map((worker) => worker.terminate()))
      throw cause instanceof RnpError ? cause : notStarted(cause)
    }
    for (const worker of workers) worker.unref()
    return new Threads(kernels, job, workers, timeoutMs)
  }

  /**
   * Runs a kernel over the items [0, items).
   *
   * @throws RnpError 'engine/failed' when the kernel failed, and 'engine/died' from the moment a worker has died
   */
  run<Name extends KernelName>(
    kernel: Name,
    args: KernelArguments<Name>,
    items: number,
    split?: Split,
  ): void {
    const work = { kernel, args: inOrder(kernel, args), items, split }
    this.onWork?.(work)
    this.repeat(work)
  }

  /** Runs work again; throws as `run` does. */
  repeat({ kernel, args, items, split: { grain = 1 } = {} }: Work): void {
    if (this.#ended) throw this.#ended
    const range = Math.max(1, Math.ceil(grain))
    const job = this.#job
    const isShared = this.count > 1 && items > range
    if (isShared) {
      job.words[JOB.kernel] = KERNEL_NAMES.indexOf(kernel)
      job.words[JOB.items] = items
      job.words[JOB.grain] = range
      job.words[JOB.argumentCount] = args.length
      job.args.set(args)
      open(job)
    }
    let failed = 0
    let cause: unknown
    try {
      if (isShared) runShare(job, this.kernels[kernel], 0)
      else this.kernels[kernel](...args, 0, items)
    } catch (error) {
      failed++
      cause = error
    }
    if (isShared) {
      this.#wait(kernel, close(job))
      failed += Atomics.load(job.words, JOB.failed)
    }
    freeUpperHalves()
    if (failed > 0) {
      throw new RnpError(
        'engine/failed',
        `The kernel ${kernel} failed on ${failed} of ${this.count} threads${cause ? `: ${cause}` : ''}.`,
        'This is a defect of the engine: report it with the command and its settings.',
        { cause },
      )
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  /** Waits until all workers that joined the job have left it. */
  #wait(kernel: string, joined: number): void {
    const { words } = this.#job
    for (let i = 0; i < SPINS && Atomics.load(words, JOB.left) < joined; i++);
    let progress = -1
    let since = performance.now()
    for (;;) {
      const left = Atomics.load(words, JOB.left)
      if (left === joined) return
      Atomics.wait(words, JOB.left, left, Math.min(1000, this.#timeoutMs))
      const now = progressOf(this.#job) + Atomics.load(words, JOB.left)
      if (now !== progress) {
        progress = now
        since = performance.now()
      } else if (performance.now() - since > this.#timeoutMs) {
        this.#ended = dead(
          `${joined - left} of ${this.count} threads did not finish ${kernel} in ${this.#timeoutMs / 1000} s.`,
        )
        throw this.#ended
      }
    }
  }

  #end(thread: number, cause?: Error): void {
    if (this.#stopping) return
    this.#ended ??= dead(
      `Thread ${thread} of ${this.count} ended${cause ? `: ${cause.message}` : ''}.`,
      cause,
    )
  }
}

function dead(message: string, cause?: Error): RnpError {
  return new RnpError('engine/died', message, 'Start again; if it happens again, run with --threads 1.', {
    cause,
  })
}

/** Waits until every worker reports that it is ready. Rejects when one ends instead, or takes longer than `timeoutMs`. */
async function allReady(workers: readonly Worker[], timeoutMs: number): Promise<void> {
  const ready = workers.map((worker) => once(worker, 'message'))
  const ended = workers.map(async (worker) => {
    const [code] = await once(worker, 'exit')
    throw new Error(`it ended with exit code ${code}`)
  })
  const silent = setTimeout(timeoutMs, undefined, { ref: false }).then(() => {
    throw new Error(`it did not respond within ${timeoutMs / 1000} s`)
  })
  await Promise.race([Promise.all(ready), ...ended, silent])
}

function notStarted(cause: unknown): RnpError {
  return new RnpError(
    'engine/not-started',
    `A thread of the engine did not start: ${cause instanceof Error ? cause.message : cause}.`,
    'Run with fewer threads (--threads 1), or close other programs.',
    { cause },
  )
}
