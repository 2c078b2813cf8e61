import * as tf from '@tensorflow/tfjs-core'
import { repeat, timed } from './repeat.ts'

/** The best rates that this machine reached with the running engine, on all its threads. */
export interface Machine {
  /** Rate of matrix products whose matrices fit in the caches. */
  readonly gflops: number
  /** Rate at which sums of arrays much larger than the caches read and write. */
  readonly gigabytesPerSecond: number
}

/** Sides of square products, 0.75 to 12 MB of matrices. The fastest one counts, because caches differ. */
const SIDES = [256, 512, 1024]
/** Length of the summands: 64 MB of float32 each, larger than any cache. */
const SUMMAND_LENGTH = 2 ** 24
const SECONDS = 0.2

/** Measures the machine by the best of many runs, because other programs can only slow runs down. About a second. */
export async function measureMachine(): Promise<Machine> {
  let gflops = 0
  for (const side of SIDES) {
    gflops = Math.max(gflops, (2 * side ** 3) / (await best(tf.matMul, [side, side])) / 1e6)
  }
  const gigabytesPerSecond = (3 * 4 * SUMMAND_LENGTH) / (await best(tf.add, [SUMMAND_LENGTH])) / 1e6
  return { gflops, gigabytesPerSecond }
}

/** The better of two measurements in each respect. */
export function better(a: Machine, b: Machine): Machine {
  return {
    gflops: Math.max(a.gflops, b.gflops),
    gigabytesPerSecond: Math.max(a.gigabytesPerSecond, b.gigabytesPerSecond),
  }
}

/** Minimum time of an operation on two tensors of the given shape, ms. */
async function best(operation: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, shape: number[]): Promise<number> {
  const [a, b] = [tf.ones(shape), tf.ones(shape)]
  const [{ ms }] = await repeat(() => timed(() => operation(a, b).dispose()), SECONDS)
  tf.dispose([a, b])
  return ms
}
