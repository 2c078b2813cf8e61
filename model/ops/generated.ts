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

/**
 * The generated weights of B programs by name, as views of their rows of theta: matrices [B, fanIn, units], vectors
 * [B, 1, units]. What they are applied to is [B, 1, fanIn]: a row for each program, ready to be multiplied.
 */
export type GeneratedWeights = Readonly<Record<string, tf.Tensor3D>>

/** Splits theta [B, T] into its named weights. */
export function splitTheta(theta: tf.Tensor2D, sizes: GeneratedSizes): GeneratedWeights {
  const { entries } = thetaLayout(sizes)
  const pieces = tf.split(
    theta,
    entries.map((entry) => entry.size),
    1,
  )
  return Object.fromEntries(
    entries.map(({ name, shape }, i) => {
      const [rows, columns] = shape.length === 2 ? shape : [1, ...shape]
      return [name, tf.reshape(pieces[i], [-1, rows, columns])]
    }),
  )
}

/** A generated hidden layer: dense, then layer norm without scale and shift and elu, or nothing. */
export function generatedDense(
  x: tf.Tensor3D,
  weights: GeneratedWeights,
  name: string,
  activation: GeneratedSizes['activation'],
): tf.Tensor3D {
  const y = addBias(tf.matMul(x, weights[`${name}.weight`]), weights[`${name}.bias`])
  return activation === 'layernorm-elu' ? tf.elu(normalize(y, 2).y) : y
}

/** a + b of one shape. What tfjs derives would reshape the gradient for each of them. */
const addBias = tf.customGrad((a, b) => ({
  value: tf.add(a as tf.Tensor, b as tf.Tensor),
  gradFunc: (dy) => [dy as tf.Tensor, dy as tf.Tensor],
})) as (a: tf.Tensor3D, b: tf.Tensor3D) => tf.Tensor3D
