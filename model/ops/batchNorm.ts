import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { normalize } from './layerNorm.ts'
import { EPSILON } from './programConstants.ts'

/** What follows the normalisation: relu(y + residual), or either of them. */
export interface AfterNorm<T extends tf.Tensor> {
  /** Has the shape of y. */
  readonly residual?: T
  readonly relu?: boolean
}

/** A batch normalised by its own statistics, and those statistics. */
export interface BatchNormalized<T extends tf.Tensor> {
  /** [.., C] */
  readonly y: T
  /** [C] */
  readonly mean: tf.Tensor1D
  /** [C], biased (divided by how many numbers a channel has). */
  readonly variance: tf.Tensor1D
}

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015, algorithm 1): statistics over all axes but the last.
 * The returned statistics carry no gradient.
 *
 * @param x [.., C]
 * @param gamma [C]
 * @param beta [C]
 */
export function batchNormTrain<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  after: AfterNorm<T> = {},
): BatchNormalized<T> {
  if (!hasKernel('BatchNormTrain')) return batchNormTrainReference(x, gamma, beta, after)
  const [y, mean, variance] = runKernel('BatchNormTrain', ...withAfter({ x, gamma, beta }, after))
  return { y: y as T, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D }
}

/** Attributes of the fused kernels. */
export interface BatchNormAttrs {
  readonly epsilon: number
  readonly relu: boolean
  readonly hasResidual: boolean
}

function withAfter(inputs: tf.NamedTensorMap, { residual, relu = false }: AfterNorm<tf.Tensor>) {
  const attrs: BatchNormAttrs = { epsilon: EPSILON, relu, hasResidual: residual !== undefined }
  return [residual ? { ...inputs, residual } : inputs, attrs] as const
}

tf.registerGradient({
  kernelName: 'BatchNormTrain',
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [true, true, true],
  gradFunc: (dy, [x, gamma, y, mean, variance], attrs) => {
    const inputs = { dy: (dy as tf.Tensor[])[0], x, gamma, y, mean, variance }
    const [dx, dGamma, dBeta, dResidual] = runKernel('BatchNormTrainGrad', inputs, attrs)
    return { x: () => dx, gamma: () => dGamma, beta: () => dBeta, residual: () => dResidual }
  },
})

/** `batchNormTrain` in ordinary tfjs ops. */
export function batchNormTrainReference<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  after: AfterNorm<T> = {},
): BatchNormalized<T> {
  const normalized = normalize(tf.reshape(x, [-1, gamma.size]), 0)
  const affine = tf.add(tf.mul(normalized.y, gamma), beta)
  const y = followed(tf.reshape(affine, x.shape) as T, after)
  const [mean, variance] = [normalized.mean, normalized.variance].map((row) => tf.reshape(row, [-1]))
  return { y, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D }
}

/** Everything that a trained batch norm applies, [C] each. */
export interface BatchNormParameters {
  readonly gamma: tf.Tensor1D
  readonly beta: tf.Tensor1D
  readonly mean: tf.Tensor1D
  readonly variance: tf.Tensor1D
}

/**
 * Batch normalisation by given statistics (Ioffe and Szegedy 2015, algorithm 2), which carry no gradient.
 *
 * @param x [.., C]
 * @returns [.., C]
 */
export function batchNorm<T extends tf.Tensor>(
  x: T,
  parameters: BatchNormParameters,
  after: AfterNorm<T> = {},
): T {
  if (!hasKernel('BatchNorm')) return batchNormReference(x, parameters, after)
  return runKernel('BatchNorm', ...withAfter({ x, ...parameters }, after))[0] as T
}

// Training never comes here, so ordinary ops will do.
tf.registerGradient({
  kernelName: 'BatchNorm',
  inputsToSave: ['x', 'gamma', 'mean', 'variance'],
  outputsToSave: [true],
  gradFunc: (dy, [x, gamma, mean, variance, y], attrs) => {
    const d = attrs.relu ? tf.mul(dy as tf.Tensor, tf.step(y)) : (dy as tf.Tensor)
    const deviation = tf.sqrt(tf.add(variance, EPSILON))
    const axes = x.shape.map((_, axis) => axis).slice(0, -1)
    return {
      x: () => tf.mul(d, tf.div(gamma, deviation)),
      gamma: () => tf.sum(tf.mul(d, tf.div(tf.sub(x, mean), deviation)), axes),
      beta: () => tf.sum(d, axes),
      residual: () => d,
    }
  },
})

/** `batchNorm` in ordinary tfjs ops. */
export function batchNormReference<T extends tf.Tensor>(
  x: T,
  { gamma, beta, mean, variance }: BatchNormParameters,
  after: AfterNorm<T> = {},
): T {
  const scale = tf.div(gamma, tf.sqrt(tf.add(variance, EPSILON)))
  return followed(tf.add(tf.mul(tf.sub(x, mean), scale), beta), after)
}

function followed<T extends tf.Tensor>(y: T, { residual, relu }: AfterNorm<T>): T {
  const sum: T = residual ? tf.add(y, residual) : y
  return relu ? tf.relu(sum) : sum
}
