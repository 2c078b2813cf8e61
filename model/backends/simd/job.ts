/** How threads are told what to run: a block of words in the shared memory. */

/** Most arguments a kernel takes before its range of items. */
export const MOST_ARGUMENTS = 24

/** Where each word of a job lies in `words`. */
export const JOB = {
  /** Counts jobs; workers sleep on it. */
  generation: 0,
  kernel: 1,
  items: 2,
  /** Items taken at once. */
  grain: 3,
  /** Next item nobody has taken. */
  next: 4,
  /** Workers that have joined this job; CLOSED when it takes no more. */
  joined: 5,
  /** Workers that have joined and finished. */
  left: 6,
  /** Workers that failed at this job. */
  failed: 7,
  argumentCount: 8,
} as const

/** No worker may join: nothing is left to do, and the words may change. */
const CLOSED = -1

/** Bytes of the block. */
export const JOB_BYTES = 64 + 8 * MOST_ARGUMENTS

export interface Job {
  readonly words: Int32Array
  readonly args: Float64Array
}

export function jobAt(memory: WebAssembly.Memory, address: number): Job {
  return {
    words: new Int32Array(memory.buffer, address, 16),
    args: new Float64Array(memory.buffer, address + 64, MOST_ARGUMENTS),
  }
}

/** Lets workers in. Everything else about the job is written before. */
export function open({ words }: Job): void {
  Atomics.store(words, JOB.next, 0)
  Atomics.store(words, JOB.left, 0)
  Atomics.store(words, JOB.failed, 0)
  Atomics.store(words, JOB.joined, 0)
  Atomics.add(words, JOB.generation, 1)
  Atomics.notify(words, JOB.generation)
}

/** Lets no more workers in; returns how many have joined. A worker that woke too late is not waited for. */
export function close({ words }: Job): number {
  return Atomics.exchange(words, JOB.joined, CLOSED)
}

/** Joins the job; false where it is closed. */
export function join({ words }: Job): boolean {
  for (;;) {
    const joined = Atomics.load(words, JOB.joined)
    if (joined === CLOSED) return false
    if (Atomics.compareExchange(words, JOB.joined, joined, joined + 1) === joined) return true
  }
}

/** Runs ranges [from, to) of the job's items until none is left. */
export function runShare({ words, args }: Job, kernel: (...args: number[]) => void): void {
  const items = words[JOB.items]
  const grain = words[JOB.grain]
  const given = Array.from(args.subarray(0, words[JOB.argumentCount]))
  for (;;) {
    const from = Atomics.add(words, JOB.next, grain)
    if (from >= items) return
    kernel(...given, from, Math.min(items, from + grain))
  }
}
