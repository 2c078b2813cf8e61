import { parentPort, workerData } from 'node:worker_threads'
import { JOB, jobAt, join, runShare } from './job.ts'
import { KERNEL_NAMES } from './kernelCalls.ts'
import { instantiate } from './module.ts'

/** The data that a worker is started with. */
export interface WorkerData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly scratch: number
  readonly job: number
  /** The number of this thread; the calling one has number 0. */
  readonly thread: number
  readonly threads: number
}

/**
 * How often the generation is read before the thread sleeps, about a millisecond: waking a sleeping thread takes longer
 * than most kernels, and the system may wake it on the core of the thread it is to help.
 */
const SPINS = 100_000

const { module, memory, scratch, job: address, thread, threads } = workerData as WorkerData
const kernels = instantiate(module, memory, scratch)
const job = jobAt(memory, address, threads)
const { words } = job

let seen = 0
parentPort!.postMessage('ready')
for (;;) {
  for (let i = 0; i < SPINS && Atomics.load(words, JOB.generation) === seen; i++);
  Atomics.wait(words, JOB.generation, seen)
  seen = Atomics.load(words, JOB.generation)
  if (!join(job)) continue
  try {
    runShare(job, kernels[KERNEL_NAMES[words[JOB.kernel]]], thread)
  } catch {
    Atomics.add(words, JOB.failed, 1)
  }
  Atomics.add(words, JOB.left, 1)
  Atomics.notify(words, JOB.left)
}
