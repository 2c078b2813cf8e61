import * as tf from '@tensorflow/tfjs-core'
import { startSimd, stopSimd } from '../../model/backends/simd/index.ts'
import { startTensorflow, stopTensorflow } from '../../model/backends/tensorflow/index.ts'
import { RnpError } from '../../model/errors.ts'
import type { BackendName } from './names.ts'

export { type BackendName, backends } from './names.ts'

/** A backend that has been started, and what it runs on. */
export interface Backend {
  readonly backend: BackendName
  /** Threads of ours; the tensorflow library has its own. */
  readonly threads?: number
  /** Whether our kernels run on 256-bit vectors. */
  readonly wide?: boolean
  /** What the tensorflow library computes on: 'CPU', or the name of a graphics card. */
  readonly device?: string
  /** Its package and versions. */
  readonly library?: string
  /** Why it does not compute on a graphics card, where it is a library for them. */
  readonly complaint?: string
}

/**
 * Starts a backend and makes it tfjs's current one.
 *
 * @param threads of the simd backend, 1 to 64; one per core, at most 8, unless given
 *
 * Throws a usage error for threads of another backend, an engine error where it cannot run on this machine.
 */
export async function startBackend(backend: BackendName, threads?: number): Promise<Backend> {
  if (backend === 'simd') return startSimd({ threads })
  if (threads !== undefined) {
    throw new RnpError(
      'usage/invalid',
      `The ${backend} backend cannot be given ${threads} threads.`,
      'Leave --threads out, or use --backend simd.',
    )
  }
  if (backend === 'tensorflow') return startTensorflow()
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  return { backend, threads: 1 }
}

/** Ends the backend that runs, and its threads; its tensors are gone. */
export async function stopBackend(): Promise<void> {
  await stopSimd()
  await stopTensorflow()
}
