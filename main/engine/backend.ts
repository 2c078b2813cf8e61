import * as tf from '@tensorflow/tfjs-core'
import { startSimd, stopSimd } from '../../model/backends/simd/index.ts'
import { startTensorflow, stopTensorflow } from '../../model/backends/tensorflow/index.ts'
import { RnpError } from '../../model/errors.ts'
import type { BackendName } from './names.ts'

/** A started backend and what it runs on. */
export interface Backend {
  readonly backend: BackendName
  /** Number of our threads; the tensorflow library has its own. */
  readonly threads?: number
  /** Whether our kernels use 256-bit vectors. */
  readonly wide?: boolean
  /** The device the tensorflow library computes on: 'CPU', or the name of a graphics card. */
  readonly device?: string
  /** The tensorflow library's package and versions. */
  readonly library?: string
  /** Why a library built for graphics cards does not compute on one. */
  readonly complaint?: string
}

/**
 * Starts a backend and makes it tfjs's current one.
 *
 * @param threads number of threads of the simd backend, 1 to 64 (default: one per core, at most 8)
 * @throws RnpError 'usage' for threads of another backend, 'engine' if the backend cannot run on this machine
 */
export async function startBackend(backend: BackendName, threads?: number): Promise<Backend> {
  if (backend === 'simd') return startSimd({ threads })
  if (threads !== undefined) {
    throw new RnpError(
      'usage/invalid',
      `The ${backend} backend has no option for its number of threads.`,
      'Leave --threads out, or use --backend simd.',
    )
  }
  if (backend === 'tensorflow') return startTensorflow()
  await import('@tensorflow/tfjs-backend-cpu')
  await tf.setBackend('cpu')
  return { backend, threads: 1 }
}

/** Stops the running backend and its threads; its tensors are lost. */
export async function stopBackend(): Promise<void> {
  await stopSimd()
  await stopTensorflow()
}
