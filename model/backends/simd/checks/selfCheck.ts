import type { KernelName, Kernels } from '../kernelCalls.ts'
import type { KernelMemory } from '../memory.ts'
import type { Block, KernelCheck } from './check.ts'
import { CHECKS } from './kernelChecks.ts'

/** Maximum error relative to the largest expected number; sums of some hundred products in float32 stay ten times below. */
const TOLERANCE = 1e-5

/**
 * Runs every check; returns the name of the first kernel that traps or disagrees with scalar code, or undefined if none
 * does. Our trust in V8's experimental 256-bit pass rests on it, so it runs the very code that training runs.
 */
export function wrongKernel(kernels: Kernels, memory: KernelMemory): KernelName | undefined {
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
