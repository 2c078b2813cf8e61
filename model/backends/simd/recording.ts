import type { KernelCall } from '../work.ts'
import type { Bucket } from './bucket.ts'
import { Blocks, type KernelMemory } from './memory.ts'
import type { Work } from './threads.ts'

/** A kernel's run, and the calls of tfjs's kernels that it was made for. */
export interface Step {
  readonly work: Work
  readonly calls: readonly KernelCall[]
}

/**
 * What kernels do for a computation, one after another, and the memory that this takes: blocks of its own, for the same
 * addresses are used each time the steps are taken again.
 */
export class Recording {
  readonly steps: Step[] = []
  /** What the computation reads that was there before. */
  readonly inputs = new Set<Bucket>()
  /** Memory for what is computed; reused within the recording. */
  readonly blocks = new Blocks((size) => this.keep(size))
  /** False once JavaScript has read numbers, or a kernel some that are no inputs: they may be others the next time. */
  isRepeatable = true
  readonly #memory: KernelMemory
  readonly #kept: number[] = []

  constructor(memory: KernelMemory) {
    this.#memory = memory
  }

  /** Address of a block for numbers that stay as they are between the steps. */
  keep(bytes: number): number {
    const address = this.#memory.allocate(bytes)
    this.#kept.push(address)
    return address
  }

  /** Gives back all memory; the steps can no longer be taken. */
  dispose(): void {
    for (const address of this.#kept) this.#memory.free(address)
    this.#kept.length = 0
  }
}
