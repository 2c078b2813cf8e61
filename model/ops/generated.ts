import * as tf from '@tensorflow/tfjs-core'
import type { RnpConfig } from '../rnp/config.ts'
import { normalize } from './layerNorm.ts'
import { thetaLayout } from './thetaLayout.ts'

/** Sizes of the generated layers: attributes of the ops that run them. */
export interface GeneratedSizes {
  /** P, px */
  readonly patch: number
  /** Z */
  readonly z: number
  /** E */
  readonly e: number
  readonly hidden: number
  /** What follows a generated hidden layer. */
  readonly activation: RnpConfig['generatedActivation']
}

export function generatedSizes(config: RnpConfig): GeneratedSizes {
  const { patch, z, e, hidden, generatedActivation } = config
  return { patch, z, e, hidden, activation: generatedActivation }
}

/** The generated weights of B programs by name, each [B, ...shape], as views of their rows of theta. */
export type GeneratedWeights = Readonly<Record<string, tf.Tensor>>

/** Splits theta [B, T] into its named weights. */
export function splitTheta(theta: tf.Tensor2D, sizes: GeneratedSizes): GeneratedWeights {
  const { entries } = thetaLayout(sizes)
  const pieces = tf.split(
    theta,
    entries.map((entry) => entry.size),
    1,
  )
  return Object.fromEntries(
    entries.map(({ name, shape }, i) => [name, tf.reshape(pieces[i], [-1, ...shape])]),
  )
}

/** One dense layer per program: x_b W_b, [B, in] x [B, in, out] -> [B, out]. */
export function generatedLinear(x: tf.Tensor2D, weight: tf.Tensor): tf.Tensor2D {
  const [batch, inputs, units] = weight.shape
  return tf.reshape(tf.matMul(tf.reshape(x, [batch, 1, inputs]), weight), [batch, units])
}

/** A generated hidden layer: dense, then layer norm without scale and shift and elu, or nothing. */
export function generatedDense(
  x: tf.Tensor2D,
  weights: GeneratedWeights,
  name: string,
  activation: GeneratedSizes['activation'],
): tf.Tensor2D {
  const y = tf.add<tf.Tensor2D>(generatedLinear(x, weights[`${name}.weight`]), weights[`${name}.bias`])
  return activation === 'layernorm-elu' ? tf.elu(normalize(y, 1)) : y
}
