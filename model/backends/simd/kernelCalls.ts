import { type Functions, KERNELS } from './signatures.ts'

/** A kernel: an export of kernels.wasm that runs over a range of items [from, to). */
export type KernelName = keyof typeof KERNELS

export const KERNEL_NAMES = Object.keys(KERNELS) as readonly KernelName[]

/**
 * A kernel's arguments by the names they have in assembly/: byte addresses of float32 tensors and of lists of 32-bit
 * words, sizes, factors. The range of items is not among them.
 */
export type KernelArguments<Name extends KernelName> = {
  readonly [Argument in (typeof KERNELS)[Name][number]]: number
}

/** The exports of kernels.wasm in one thread. WebAssembly takes arguments by position, and reads a missing one as 0. */
export type Kernels = Record<KernelName, (...args: number[]) => void> & Functions

/** The arguments in the order of the kernel's parameters. Throws where one is missing. */
export function inOrder<Name extends KernelName>(kernel: Name, args: KernelArguments<Name>): number[] {
  return KERNELS[kernel].map((name) => {
    const value = (args as Readonly<Record<string, number>>)[name]
    if (value === undefined) throw new Error(`The kernel ${kernel} was called without ${name}.`)
    return value
  })
}

/** Runs a kernel on the calling thread alone, over the items [from, to). */
export function callKernel<Name extends KernelName>(
  kernels: Kernels,
  kernel: Name,
  args: KernelArguments<Name>,
  from: number,
  to: number,
): void {
  kernels[kernel](...inOrder(kernel, args), from, to)
}
