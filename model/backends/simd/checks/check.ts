import type { KernelName, Kernels } from '../kernelCalls.ts'

/** A comparison of one kernel, on a small odd shape, with scalar JavaScript. */
export interface KernelCheck {
  readonly kernel: KernelName
  /** Runs the kernel; returns what it computed and what it should have computed. */
  readonly run: (kernels: Kernels, blocks: CheckBlocks) => readonly [actual: Float32Array, expected: number[]]
}

/** Allocates blocks of the kernels' memory for a check; they are freed after it. */
export interface CheckBlocks {
  /** A block of repeatable numbers in [-1, 1). */
  numbers(count: number): Block
  /** A block of zeros. */
  zeros(count: number): Block
  /** The address of a list of 32-bit words. */
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
