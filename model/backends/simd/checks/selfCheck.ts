import type { KernelMemory } from '../memory.ts'
import type { Kernels } from '../module.ts'
import { CHECKS } from './kernelChecks.ts'

/** What a check works with: blocks of the kernels' memory, given back after it. */
export interface CheckBlocks {
  /** A block of repeatable numbers in [-1, 1). */
  numbers(count: number): Block
  /** A block of zeros. */
  zeros(count: number): Block
  /** A list of 32-bit words; its address. */
  list(...words: number[]): number
}

export interface Block {
  readonly address: number
  readonly values: Float32Array
}

/** One kernel run on a small odd shape, beside scalar JavaScript. */
export interface KernelCheck {
  /** The export of kernels.wasm. */
  readonly kernel: string
  /** Runs it; returns what it computed and what it should have. */
  readonly run: (kernels: Kernels, blocks: CheckBlocks) => readonly [actual: Float32Array, expected: number[]]
}

/** Relative to the largest number expected; sums of some hundred products in float32 stay ten times below. */
const TOLERANCE = 1e-5

/**
 * Runs every check; returns the name of the first kernel that traps or disagrees with scalar code, undefined where none
 * does.
 * It is what trust in V8's experimental 256-bit pass rests on, so it runs on the very code that training runs.
 */
export function wrongKernel(kernels: Kernels, memory: KernelMemory): string | undefined {
  return CHECKS.find((check) => !agrees(check, kernels, memory))?.kernel
}

function agrees(check: KernelCheck, kernels: Kernels, memory: KernelMemory): boolean {
  const addresses: number[] = []
  const zeros = (count: number): Block => {
    const address = memory.allocate(4 * count)
    addresses.push(address)
    return { address, values: new Float32Array(memory.memory.buffer, address, count).fill(0) }
  }
  let state = 1
  const numbers = (count: number): Block => {
    const block = zeros(count)
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0
      block.values[i] = state / 2 ** 31
    }
    return block
  }
  try {
    const list = (...words: number[]): number => {
      const { address } = zeros(words.length)
      new Uint32Array(memory.memory.buffer, address, words.length).set(words)
      return address
    }
    const [actual, expected] = check.run(kernels, { numbers, zeros, list })
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    return expected.every((value, i) => Math.abs(actual[i] - value) <= TOLERANCE * largest)
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return false
    throw error
  } finally {
    for (const address of addresses) memory.free(address)
  }
}
