import { Worker } from 'node:worker_threads'
import { RnpError } from '../../errors.ts'
import { JOB, JOB_BYTES, type Job, jobAt, runShare } from './job.ts'
import type { KernelMemory } from './memory.ts'
import { instantiate, type Kernels } from './module.ts'
import type { WorkerData } from './worker.ts'

/** Bytes of scratch a thread has (assembly/scratch.ts). */
const SCRATCH_BYTES = 8 << 20
/** A kernel takes milliseconds; a worker that is silent this long is dead. */
const PATIENCE_MS = 20_000
/** Looks at the workers' count before sleeping. */
const SPINS = 20_000

/** How a kernel's items are shared out. */
export interface Split {
  /** Items a thread takes at once, whoever is free first. Fewer items than this run on the calling thread alone. */
  readonly grain?: number
  /** Each thread gets one fixed, contiguous share: for sums that must not depend on who was free first. */
  readonly fixed?: boolean
}

/** Runs kernels on all threads and waits for them; the calling thread does its part. */
export class Threads {
  readonly count: number
  readonly kernels: Kernels
  readonly #job: Job
  readonly #names: readonly string[]
  readonly #workers: readonly Worker[]
  #broken = false

  private constructor(count: number, kernels: Kernels, job: Job, workers: readonly Worker[]) {
    this.count = count
    this.kernels = kernels
    this.#names = Object.keys(kernels)
    this.#job = job
    this.#workers = workers
  }

  /** Starts `count - 1` workers; they end with the process or with `stop`. */
  static async start(module: WebAssembly.Module, memory: KernelMemory, count: number): Promise<Threads> {
    const kernels = instantiate(module, memory.memory, memory.allocate(SCRATCH_BYTES))
    const address = memory.allocate(JOB_BYTES)
    const job = jobAt(memory.memory, address)
    job.words.fill(0)
    const names = Object.keys(kernels)
    const scratches = Array.from({ length: count - 1 }, () => memory.allocate(SCRATCH_BYTES))
    job.words[JOB.pending] = count - 1
    const workers = scratches.map((scratch, i) => {
      const data: WorkerData = {
        module,
        memory: memory.memory,
        scratch,
        job: address,
        kernels: names,
        thread: i + 1,
        threads: count,
      }
      return new Worker(new URL('./worker.ts', import.meta.url), { workerData: data })
    })
    await Promise.race([untilReady(job), ...workers.map(failure)])
    for (const worker of workers) worker.unref()
    return new Threads(count, kernels, job, workers)
  }

  /**
   * Runs `kernel(...args, from, to)` over the items [0, items).
   * Throws an engine error when a worker failed or died; the engine is of no use after that.
   */
  run(kernel: string, args: readonly number[], items: number, split: Split = {}): void {
    const grain = split.fixed ? 0 : (split.grain ?? 1)
    if (this.count === 1 || items <= Math.max(1, grain)) {
      this.kernels[kernel](...args, 0, items)
      return
    }
    if (this.#broken) throw this.#failed()
    const { words } = this.#job
    words[JOB.kernel] = this.#names.indexOf(kernel)
    words[JOB.items] = items
    words[JOB.grain] = grain
    words[JOB.argumentCount] = args.length
    this.#job.args.set(args)
    Atomics.store(words, JOB.next, 0)
    Atomics.store(words, JOB.pending, this.count - 1)
    Atomics.add(words, JOB.generation, 1)
    Atomics.notify(words, JOB.generation)
    runShare(this.#job, this.kernels[kernel], 0, this.count)
    this.#wait()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  #wait(): void {
    const { words } = this.#job
    const giveUp = performance.now() + PATIENCE_MS
    for (let i = 0; i < SPINS && Atomics.load(words, JOB.pending) > 0; i++);
    for (;;) {
      const pending = Atomics.load(words, JOB.pending)
      if (pending <= 0) break
      Atomics.wait(words, JOB.pending, pending, 1000)
      if (performance.now() > giveUp) throw this.#failed()
    }
    if (Atomics.load(words, JOB.failed) !== 0) throw this.#failed()
  }

  #failed(): RnpError {
    this.#broken = true
    return new RnpError(
      'engine',
      `A worker thread of the engine failed or died (${this.count} threads).`,
      'Start again; if it happens again, run with --threads 1.',
    )
  }
}

async function untilReady({ words }: Job): Promise<void> {
  for (;;) {
    const pending = Atomics.load(words, JOB.pending)
    if (pending === 0) return
    const change = Atomics.waitAsync(words, JOB.pending, pending, 1000)
    if (change.async) await change.value
  }
}

function failure(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    worker.once('error', (cause) => {
      reject(new RnpError('engine', 'A worker thread of the engine did not start.', 'Run with --threads 1.', { cause }))
    })
  })
}
