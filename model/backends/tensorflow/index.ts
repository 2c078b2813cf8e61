import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../errors.ts'
import type { GraphMaker } from '../../ops/compiled.ts'
import { graphicsCard, whyNoCard } from './device.ts'
import { type GraphBackend, graphKernel, trace } from './graph.ts'
import { findLibrary, type Library, loadLibrary } from './library.ts'

/** What the engine runs on, to show to people. */
export interface TensorflowInfo {
  readonly backend: 'tensorflow'
  /** The graphics card's name, or 'CPU': what the library computes on, whichever package it came in. */
  readonly device: string
  /** The package and its version, and TensorFlow's: '@tensorflow/tfjs-node 4.22.0, TensorFlow 2.15.1'. */
  readonly library: string
  /** Why a library for graphics cards runs on the CPU, if it does: the CUDA library that is missing, for instance. */
  readonly complaint?: string
}

/** The fields of tfjs-node's backend that we read. */
interface NodeBackend extends GraphBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: GraphBackend['binding'] & { readonly TF_Version: string }
}

const BACKEND = 'tensorflow'

/** The library that this process has loaded, and the function that makes its backend. */
let loaded:
  | { readonly library: Library; readonly make: () => tf.KernelBackend | Promise<tf.KernelBackend> }
  | undefined

/**
 * Starts the `tensorflow` backend, TensorFlow's own kernels by way of tfjs-node, and makes it tfjs's current one. Our
 * custom ops run their references there.
 *
 * @throws RnpError 'engine/not-installed' or 'engine/not-started', where TensorFlow cannot be loaded
 */
export async function startTensorflow(): Promise<TensorflowInfo> {
  loaded ??= load()
  const { library, make } = loaded
  if (!tf.findBackendFactory(BACKEND)) tf.registerBackend(BACKEND, make)
  await tf.setBackend(BACKEND)
  if (!tf.getKernel(graphKernel.kernelName, BACKEND)) tf.registerKernel(graphKernel)
  const backend = tf.backend() as NodeBackend
  const { isUsingGpuDevice, binding } = backend
  const maker: GraphMaker = backend
  maker.trace = (compute, inputs) => trace(backend, compute, inputs)
  return {
    backend: BACKEND,
    device: isUsingGpuDevice ? await graphicsCard() : 'CPU',
    library: `${library.name} ${library.version}, TensorFlow ${binding.TF_Version}`,
    complaint: library.name.endsWith('-gpu') && !isUsingGpuDevice ? await whyNoCard(library) : undefined,
  }
}

function load() {
  const library = findLibrary()
  if (!library) {
    throw new RnpError(
      'engine/not-installed',
      'TensorFlow is not installed: neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node was found.',
      'Install it by npm run setup:tensorflow, or use another backend (--backend simd).',
    )
  }
  loadLibrary(library)
  return { library, make: tf.findBackendFactory(BACKEND) }
}

/** Ends the backend; its tensors are lost. The library stays loaded until the process ends. */
export async function stopTensorflow(): Promise<void> {
  if (tf.findBackendFactory(BACKEND)) tf.removeBackend(BACKEND)
}
