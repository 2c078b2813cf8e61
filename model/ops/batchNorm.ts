import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { EPSILON, normalize } from './layerNorm.ts'

/** A batch normalised by its own statistics, and those statistics. */
export interface BatchNormalized {
  /** [R, C] */
  readonly y: tf.Tensor2D
  /** [C] */
  readonly mean: tf.Tensor1D
  /** [C], biased (divided by R). */
  readonly variance: tf.Tensor1D
}

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015, algorithm 1): statistics over the rows.
 * The returned statistics carry no gradient.
 *
 * @param x [R, C]
 * @param gamma [C]
 * @param beta [C]
 */
export function batchNormTrain(x: tf.Tensor2D, gamma: tf.Tensor1D, beta: tf.Tensor1D): BatchNormalized {
  if (!hasKernel('BatchNormTrain')) return batchNormTrainReference(x, gamma, beta)
  const [y, mean, variance] = runKernel('BatchNormTrain', { x, gamma, beta }, { epsilon: EPSILON })
  return { y: y as tf.Tensor2D, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D }
}

tf.registerGradient({
  kernelName: 'BatchNormTrain',
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [x, gamma, mean, variance], attrs) => {
    const inputs = { dy: (dy as tf.Tensor[])[0], x, gamma, mean, variance }
    const [dx, dGamma, dBeta] = runKernel('BatchNormTrainGrad', inputs, attrs)
    return { x: () => dx, gamma: () => dGamma, beta: () => dBeta }
  },
})

/** `batchNormTrain` in ordinary tfjs ops. */
export function batchNormTrainReference(
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
): BatchNormalized {
  const { mean, variance } = tf.moments(x, 0)
  const y = tf.add<tf.Tensor2D>(tf.mul(normalize(x, 0), gamma), beta)
  return { y, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D }
}
