import type { KernelCall } from '../work.ts'
import { Blocks, type KernelMemory } from './memory.ts'
import type { Work } from './threads.ts'

/** A kernel's run, and the calls of tfjs's kernels that it was made for. */
export interface Step {
  readonly work: Work
  readonly calls: readonly KernelCall[]
}

/**
 * What kernels do for a computation, one after another, and the memory that this takes: the same blocks each time the
 * steps are taken. What is computed on the way is free for others in between.
 */
export class Recording {
  readonly steps: Step[] = []
  /** The data of the tensors that the computation reads and that were there before. */
  readonly inputs = new Set<object>()
  /** Memory for what is computed; reused within the recording. */
  readonly blocks = new Blocks((size) => this.#take(size, this.#passing))
  /** False once JavaScript has read numbers, or a kernel some that are no inputs: they may be others the next time. */
  isRepeatable = true
  readonly #memory: KernelMemory
  /** Blocks, by address with their sizes, whose numbers must stay between the steps. */
  readonly #kept = new Map<number, number>()
  /** Others. */
  readonly #passing = new Map<number, number>()
  #isClaimed = true

  constructor(memory: KernelMemory) {
    this.#memory = memory
  }

  /** Address of a block for numbers that stay as they are between the steps. */
  keep(bytes: number): number {
    return this.#take(bytes, this.#kept)
  }

  /** Lets others have the memory between the steps, but for that of the results. */
  release(results: Iterable<number> = []): void {
    for (const address of results) {
      const bytes = this.#passing.get(address)
      if (bytes !== undefined) this.#kept.set(address, bytes)
      this.#passing.delete(address)
    }
    this.#memory.lend(this.#passing.keys())
    this.#isClaimed = false
  }

  /** Takes the memory again; false where something else has it now. */
  claim(): boolean {
    this.#isClaimed = this.#memory.claim(this.#passing)
    return this.#isClaimed
  }

  /** Gives back all memory; the steps can no longer be taken. */
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
