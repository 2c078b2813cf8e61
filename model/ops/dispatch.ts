import * as tf from '@tensorflow/tfjs-core'

/**
 * Whether the active backend has a fused kernel of that name. Where it has none, an op runs its reference, which is
 * composed of ordinary tfjs ops that tfjs can differentiate.
 */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined
}

/** Runs a fused kernel of the active backend; records it for the gradient as tfjs's own ops are. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attrs: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor | tf.Tensor[]
  return Array.isArray(outputs) ? outputs : [outputs]
}
