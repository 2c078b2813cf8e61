import type { KernelCall } from '../work.ts'
import { Blocks, type KernelMemory } from './memory.ts'
import type { Work } from './threads.ts'

/** A run of one of our kernels, and the calls of tfjs's kernels that it was made for. */
export interface Step {
  readonly work: Work
  readonly calls: readonly KernelCall[]
}

/**
 * The kernel runs of a computation, one after another, and the memory they take: the same blocks each time the steps are
 * taken. Between two times, the memory of intermediate results is free for others.
 */
export class Recording {
  readonly steps: Step[] = []
  /** The data of the computation's input tensors. */
  readonly inputs = new Set<object>()
  /** Memory for what is computed; reused within the recording. */
  readonly blocks = new Blocks((size) => this.#take(size, this.#passing))
  /** False once JavaScript has read numbers, or a kernel has read some that are not inputs: they may differ next time. */
  isRepeatable = true
  readonly #memory: KernelMemory
  /** Sizes by address of the blocks whose numbers must stay from one time to the next. */
  readonly #kept = new Map<number, number>()
  /** Sizes by address of the others. */
  readonly #passing = new Map<number, number>()
  #isClaimed = true

  constructor(memory: KernelMemory) {
    this.#memory = memory
  }

  /** Allocates a block for numbers that stay from one time to the next, and returns its address. */
  keep(bytes: number): number {
    return this.#take(bytes, this.#kept)
  }

  /** Lets others use the memory until the next time, except that of the results. */
  release(results: Iterable<number> = []): void {
    for (const address of results) {
      const bytes = this.#passing.get(address)
      if (bytes !== undefined) this.#kept.set(address, bytes)
      this.#passing.delete(address)
    }
    this.#memory.lend(this.#passing.keys())
    this.#isClaimed = false
  }

  /** Takes the memory again; returns false where something else has it now. */
  claim(): boolean {
    this.#isClaimed = this.#memory.claim(this.#passing)
    return this.#isClaimed
  }

  /** Frees all memory; the steps can no longer be taken. */
  dispose(): void {
    if (this.#isClaimed) this.release()
    this.#memory.forget(this.#passing.keys())
    for (const address of this.#kept.keys()) this.#memory.free(address)
    this.#kept.clear()
    this.#passing.clear()
  }

  #take(bytes: number, into: Map<number, number>): number {
    const address = this.#memory.allocate(bytes)
    into.set(address, bytes)
    return address
  }
}
