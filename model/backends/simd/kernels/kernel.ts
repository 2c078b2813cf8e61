import * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'

/** A kernel on our backend. */
export type SimdKernel<Attrs, Result> = (
  backend: SimdBackend,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attrs: Attrs,
) => Result

/** A kernel that handles every call. */
export function kernel<Attrs extends object>(
  kernelName: string,
  run: SimdKernel<Attrs, tf.TensorInfo | tf.TensorInfo[]>,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'simd',
    kernelFunc: ({ inputs, attrs, backend }) =>
      run(backend as SimdBackend, inputs as Record<string, tf.TensorInfo>, attrs as Attrs),
  }
}

/**
 * A kernel that handles the calls it was written for (`run` returns undefined for others) and leaves the rest to the
 * JavaScript kernel of tfjs-backend-cpu.
 */
export function kernelOrCpu<Attrs extends object>(
  kernelName: string,
  run: SimdKernel<Attrs, tf.TensorInfo | tf.TensorInfo[] | undefined>,
): tf.KernelConfig {
  const { kernelFunc } = tf.getKernel(kernelName, 'cpu')
  return {
    kernelName,
    backendName: 'simd',
    kernelFunc: (call) =>
      run(call.backend as SimdBackend, call.inputs as Record<string, tf.TensorInfo>, call.attrs as Attrs) ??
      kernelFunc(call),
  }
}

/** Writes zeros into a tensor of float32. */
export function fillZeros(backend: SimdBackend, x: tf.TensorInfo): tf.TensorInfo {
  backend.threads.run('zero', backend.addresses({ x }), sizeOf(x), { grain: ELEMENTS_PER_RANGE })
  return x
}

/** Number of elements. */
export const sizeOf = (tensor: tf.TensorInfo) => tf.util.sizeFromShape(tensor.shape)

/**
 * Cuts tensors that are processed together into blocks of equal work. It writes a list of words for a kernel: for each
 * block the address of its part of every tensor of a row, then how many numbers it has.
 *
 * @param rows of tensors, those of a row of one size
 * @returns the list's address, and how many blocks it has
 */
export function listBlocks(
  backend: SimdBackend,
  rows: readonly (readonly tf.TensorInfo[])[],
): [number, number] {
  const words: number[] = []
  let count = 0
  for (const tensors of rows) {
    const size = sizeOf(tensors[0])
    const addresses = tensors.map((tensor) => backend.address(tensor))
    for (let start = 0; start < size; start += ELEMENTS_PER_RANGE) {
      for (const address of addresses) words.push(address + 4 * start)
      words.push(Math.min(ELEMENTS_PER_RANGE, size - start))
      count++
    }
  }
  return [backend.list(words), count]
}

/** Elements in a range of an elementwise kernel that a thread takes at once: tens of microseconds of work. */
export const ELEMENTS_PER_RANGE = 32768
