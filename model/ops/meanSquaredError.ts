import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'

/**
 * Mean over all numbers of (a - b)^2.
 *
 * @param a any shape
 * @param b the same shape
 */
export function meanSquaredError(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  if (!hasKernel('MeanSquaredError')) return meanSquaredErrorReference(a, b)
  return runKernel('MeanSquaredError', { a, b })[0] as tf.Scalar
}

tf.registerGradient({
  kernelName: 'MeanSquaredError',
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => {
    const [dA] = runKernel('MeanSquaredErrorGrad', { dy: dy as tf.Tensor, a, b })
    return { a: () => dA, b: () => tf.neg(dA) }
  },
})

/** `meanSquaredError` in ordinary tfjs ops. */
export function meanSquaredErrorReference(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.squaredDifference(a, b))
}
