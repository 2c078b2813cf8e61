/** How threads are told what to run: a block of words in the shared memory. */

/** Most arguments a kernel takes before its range of items. */
const ARGUMENTS = 24

/** Where each word of a job lies in `words`. */
export const JOB = {
  /** Counts jobs; workers sleep on it. */
  generation: 0,
  kernel: 1,
  items: 2,
  /** Items taken at once; 0: each thread runs its own fixed share. */
  grain: 3,
  /** Next item nobody has taken. */
  next: 4,
  /** Workers that have not finished. */
  pending: 5,
  /** Not 0: a worker failed. */
  failed: 6,
  argumentCount: 7,
} as const

/** Bytes of the block. */
export const JOB_BYTES = 64 + 8 * ARGUMENTS

export interface Job {
  readonly words: Int32Array
  readonly args: Float64Array
}

export function jobAt(memory: WebAssembly.Memory, address: number): Job {
  return {
    words: new Int32Array(memory.buffer, address, 16),
    args: new Float64Array(memory.buffer, address + 64, ARGUMENTS),
  }
}

/** Runs one thread's share of the job: [from, to) ranges of its items. */
export function runShare(job: Job, kernel: (...args: number[]) => void, thread: number, threads: number): void {
  const { words } = job
  const items = words[JOB.items]
  const grain = words[JOB.grain]
  const args = Array.from(job.args.subarray(0, words[JOB.argumentCount]))
  if (grain === 0) {
    const share = (index: number) => Math.floor((items * index) / threads)
    if (share(thread + 1) > share(thread)) kernel(...args, share(thread), share(thread + 1))
    return
  }
  for (;;) {
    const from = Atomics.add(words, JOB.next, grain)
    if (from >= items) return
    kernel(...args, from, Math.min(items, from + grain))
  }
}
