import * as tf from '@tensorflow/tfjs-core'
import { repeat, timed } from './repeat.ts'

/** The most that this machine was seen to do with the engine that runs, on all its threads. */
export interface Machine {
  /** Matrix products whose matrices stay in the caches. */
  readonly gflops: number
  /** Bytes read and written by sums of arrays much larger than the caches. */
  readonly gigabytesPerSecond: number
}

/** Sides of square products: 0.75 to 12 MB of matrices. The fastest counts, for caches differ. */
const SIDES = [256, 512, 1024]
/** 64 MB of float32: with the other summand and the sum, larger than any cache. */
const LARGE = 2 ** 24
const SECONDS = 0.2

/** Measures the machine: the best of many runs, for whatever else runs can only slow it down. About a second. */
export async function measureMachine(): Promise<Machine> {
  let gflops = 0
  for (const side of SIDES) {
    gflops = Math.max(gflops, (2 * side ** 3) / (await best(tf.matMul, [side, side])) / 1e6)
  }
  const gigabytesPerSecond = (3 * 4 * LARGE) / (await best(tf.add, [LARGE])) / 1e6
  return { gflops, gigabytesPerSecond }
}

/** The better of two measurements in each respect. */
export function better(a: Machine, b: Machine): Machine {
  return {
    gflops: Math.max(a.gflops, b.gflops),
    gigabytesPerSecond: Math.max(a.gigabytesPerSecond, b.gigabytesPerSecond),
  }
}

/** Least milliseconds of an operation on two tensors of that shape. */
async function best(operation: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, shape: number[]): Promise<number> {
  const [a, b] = [tf.ones(shape), tf.ones(shape)]
  const [{ ms }] = await repeat(() => timed(() => operation(a, b).dispose()), SECONDS)
  tf.dispose([a, b])
  return ms
}
