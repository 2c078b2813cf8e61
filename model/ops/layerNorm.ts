import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { stopGradient } from './inPlace.ts'
import { EPSILON } from './programConstants.ts'

/** What follows the normalisation. */
export type Activation = 'elu' | 'none'

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
  const y = tf.add<tf.Tensor2D>(tf.mul(normalize(x, 1).y, gamma), beta)
  return activation === 'elu' ? tf.elu(y) : y
}

/** Numbers brought to mean 0 and variance 1 along one axis, and the statistics they had. */
export interface Normalized<T extends tf.Tensor> {
  /** (x - mean) / sqrt(variance + 1e-5) */
  readonly y: T
  /** The statistics keep the axis, with length 1. */
  readonly mean: T
  readonly variance: T
  /** 1 / sqrt(variance + 1e-5) */
  readonly scale: T
}

/** Normalises by the statistics of one axis. Its gradient, for `y` alone, is `standardiseGrad`. */
export function standardise<T extends tf.Tensor>(x: T, axis: number): Normalized<T> {
  const mean = tf.mean<T>(x, axis, true)
  const centred = tf.sub<T>(x, mean)
  const variance = tf.mean<T>(tf.square(centred), axis, true)
  const scale = tf.rsqrt(tf.add<T>(variance, EPSILON))
  return { y: tf.mul(centred, scale), mean, variance, scale }
}

/**
 * dx = scale (dy - mean(dy) - y mean(dy y)), as mean and variance depend on x too. The gradient that tfjs derives takes
 * four times as many ops.
 */
export function standardiseGrad<T extends tf.Tensor>(dy: T, y: T, scale: T, axis: number): T {
  const along = tf.mul(y, tf.mean(tf.mul(dy, y), axis, true))
  return tf.mul(tf.sub(tf.sub(dy, tf.mean(dy, axis, true)), along), scale)
}

/** `standardise`, differentiable in `y`; the statistics carry no gradient. */
export function normalize<T extends tf.Tensor>(x: T, axis: number): Normalized<T> {
  const normalized = standardise(stopGradient(x), axis)
  const withGradient = tf.customGrad((_, save) => {
    ;(save as tf.GradSaveFunc)([normalized.y, normalized.scale])
    return {
      value: tf.clone(normalized.y),
      gradFunc: (dy, [y, scale]) => standardiseGrad(dy as tf.Tensor, y, scale, axis),
    }
  })
  return { ...normalized, y: withGradient(x) as T }
}
