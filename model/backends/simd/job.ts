// A job is what the threads are to run next: a block of words in the shared memory.

/** Room for the arguments of a kernel before its range of items; a test compares it with the kernels. */
export const MAX_ARGUMENTS = 24

/** Index of each word of a job in `words`. */
export const JOB = {
  /** Counts jobs; workers sleep on it. */
  generation: 0,
  kernel: 1,
  items: 2,
  /** Items in a range, which a thread takes at once. */
  grain: 3,
  /** Workers that have joined this job; CLOSED when no more may join. */
  joined: 4,
  /** Workers that have joined and finished. */
  left: 5,
  /** Workers that failed at this job. */
  failed: 6,
  argumentCount: 7,
} as const

/** No worker may join: nothing is left to do, and the words may change. */
const CLOSED = -1

/** Words of a cache line. */
const LINE = 16
const HEAD_BYTES = 4 * LINE + 8 * MAX_ARGUMENTS

/** Bytes of the block for that many threads. */
export const jobBytes = (threads: number) => HEAD_BYTES + 4 * LINE * threads

export interface Job {
  readonly words: Int32Array
  readonly args: Float64Array
  /** How many ranges of each thread's part have been taken, each count on a cache line of its own. */
  readonly taken: Int32Array
}

export function jobAt(memory: WebAssembly.Memory, address: number, threads: number): Job {
  return {
    words: new Int32Array(memory.buffer, address, LINE),
    args: new Float64Array(memory.buffer, address + 4 * LINE, MAX_ARGUMENTS),
    taken: new Int32Array(memory.buffer, address + HEAD_BYTES, LINE * threads),
  }
}

/** Lets workers join. Everything else about the job must be written before. */
export function open({ words, taken }: Job): void {
  for (let at = 0; at < taken.length; at += LINE) Atomics.store(taken, at, 0)
  Atomics.store(words, JOB.left, 0)
  Atomics.store(words, JOB.failed, 0)
  Atomics.store(words, JOB.joined, 0)
  Atomics.add(words, JOB.generation, 1)
  Atomics.notify(words, JOB.generation)
}

/** Lets no more workers join; returns how many have. A worker that wakes too late is not waited for. */
export function close({ words }: Job): number {
  return Atomics.exchange(words, JOB.joined, CLOSED)
}

/** Joins the job; returns false where it is closed. */
export function join({ words }: Job): boolean {
  for (;;) {
    const joined = Atomics.load(words, JOB.joined)
    if (joined === CLOSED) return false
    if (Atomics.compareExchange(words, JOB.joined, joined, joined + 1) === joined) return true
  }
}

/**
 * Runs ranges [from, to) of the job's items until none is left. Each thread begins with a part of its own: items are
 * samples or columns of them, so that what a kernel reads is in the cache of the core that wrote it. A thread that has
 * finished its part helps the others.
 */
export function runShare(
  { words, args, taken }: Job,
  kernel: (...args: number[]) => void,
  thread: number,
): void {
  const items = words[JOB.items]
  const grain = words[JOB.grain]
  const given = Array.from(args.subarray(0, words[JOB.argumentCount]))
  const threads = taken.length / LINE
  const ranges = Math.ceil(items / grain)
  for (let i = 0; i < threads; i++) {
    const owner = (thread + i) % threads
    const first = Math.floor((ranges * owner) / threads)
    const end = Math.floor((ranges * (owner + 1)) / threads)
    for (;;) {
      const range = first + Atomics.add(taken, LINE * owner, 1)
      if (range >= end) break
      const from = range * grain
      kernel(...given, from, Math.min(items, from + grain))
    }
  }
}

/** How many ranges threads have tried to take in all. */
export const progressOf = ({ taken }: Job): number => taken.reduce((sum, ranges) => sum + ranges, 0)
