import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { layerNormReference } from './layerNorm.ts'
import { EPSILON } from './programConstants.ts'

/** The parameters of a hidden layer of the hypernetwork, with I inputs and U units. */
export interface HiddenWeights {
  /** [I, U] */
  readonly weight: tf.Tensor2D
  /** [U] */
  readonly bias: tf.Tensor1D
  /** [U]: layer norm's scale. */
  readonly gamma: tf.Tensor1D
  /** [U]: layer norm's shift. */
  readonly beta: tf.Tensor1D
}

/**
 * A layer of the hypernetwork's trunk and heads: elu(layerNorm(x W + bias)).
 *
 * @param x [R, I]
 * @returns [R, U]
 */
export function hiddenLayer(x: tf.Tensor2D, weights: HiddenWeights): tf.Tensor2D {
  if (!hasKernel('HiddenLayer')) return hiddenLayerReference(x, weights)
  return runKernel('HiddenLayer', { x, ...weights }, { epsilon: EPSILON })[0] as tf.Tensor2D
}

tf.registerGradient({
  kernelName: 'HiddenLayer',
  inputsToSave: ['x', 'weight', 'gamma', 'beta'],
  outputsToSave: [false, true, true],
  gradFunc: (dy, [x, weight, gamma, beta, normalized, rstd]) => {
    const inputs = { dy: (dy as tf.Tensor[])[0], x, weight, gamma, beta, normalized, rstd }
    const [dx, dWeight, dBias, dGamma, dBeta] = runKernel('HiddenLayerGrad', inputs)
    return {
      x: () => dx,
      weight: () => dWeight,
      bias: () => dBias,
      gamma: () => dGamma,
      beta: () => dBeta,
    }
  },
})

/** `hiddenLayer` in ordinary tfjs ops. */
export function hiddenLayerReference(
  x: tf.Tensor2D,
  { weight, bias, gamma, beta }: HiddenWeights,
): tf.Tensor2D {
  return layerNormReference(tf.add(tf.matMul(x, weight), bias), gamma, beta, 'elu')
}
