import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'

/** What follows the normalisation. */
export type Activation = 'elu' | 'none'

/** Added to variances: PyTorch's default, which the reference figures were measured with. */
export const EPSILON = 1e-5

/**
 * activation(gamma * (x - mean) / sqrt(variance + 1e-5) + beta), statistics over each row (Ba et al. 2016, eq. 4).
 *
 * @param x [R, C]
 * @param gamma [C]
 * @param beta [C]
 * @returns [R, C]
 */
export function layerNorm(
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  activation: Activation,
): tf.Tensor2D {
  if (!hasKernel('LayerNorm')) return layerNormReference(x, gamma, beta, activation)
  return runKernel('LayerNorm', { x, gamma, beta }, { epsilon: EPSILON, activation })[0] as tf.Tensor2D
}

tf.registerGradient({
  kernelName: 'LayerNorm',
  inputsToSave: ['gamma', 'beta'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [gamma, beta, normalized, rstd], attrs) => {
    const inputs = { dy: (dy as tf.Tensor[])[0], normalized, rstd, gamma, beta }
    const [dx, dGamma, dBeta] = runKernel('LayerNormGrad', inputs, attrs)
    return { x: () => dx, gamma: () => dGamma, beta: () => dBeta }
  },
})

/** `layerNorm` in ordinary tfjs ops. */
export function layerNormReference(
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  activation: Activation,
): tf.Tensor2D {
  const y = tf.add<tf.Tensor2D>(tf.mul(normalize(x, 1), gamma), beta)
  return activation === 'elu' ? tf.elu(y) : y
}

/** (x - mean) / sqrt(variance + 1e-5) with the statistics of one axis of a matrix. */
export function normalize<T extends tf.Tensor>(x: T, axis: number): T {
  const centred = tf.sub(x, tf.mean(x, axis, true))
  const variance = tf.mean(tf.square(centred), axis, true)
  return tf.div(centred, tf.sqrt(tf.add(variance, EPSILON)))
}
