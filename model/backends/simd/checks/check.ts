import type { KernelName, Kernels } from '../kernelCalls.ts'

/** One kernel run on a small odd shape, beside scalar JavaScript. */
export interface KernelCheck {
  readonly kernel: KernelName
  /** Runs it; returns what it computed and what it should have. */
  readonly run: (kernels: Kernels, blocks: CheckBlocks) => readonly [actual: Float32Array, expected: number[]]
}

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

/** The addresses of blocks, by name. */
export function addressesOf<Name extends string>(
  blocks: Readonly<Record<Name, Block>>,
): Record<Name, number> {
  const entries = Object.entries<Block>(blocks).map(([name, { address }]) => [name, address])
  return Object.fromEntries(entries) as Record<Name, number>
}
