import * as tf from '@tensorflow/tfjs-core'
import { type ThetaSizes, thetaLayout } from './thetaLayout.ts'

/** Sizes of the generated layers: attributes of the ops that run them. */
export interface GeneratedSizes extends ThetaSizes {
  /** What follows a generated hidden layer. */
  readonly activation: 'layernorm-elu' | 'none'
}

/** The sizes of the layers that programs of a model have. */
export function generatedSizes(
  config: ThetaSizes & { readonly generatedActivation: GeneratedSizes['activation'] },
): GeneratedSizes {
  const { patch, z, e, hidden, generatedActivation } = config
  return { patch, z, e, hidden, activation: generatedActivation }
}

/**
 * The generated weights of B programs by name, as views of their rows of theta: matrices [B, fanIn, units], vectors
 * [B, 1, units]. What they are applied to is [B, 1, fanIn]: a row for each program, ready to be multiplied.
 */
export type GeneratedWeights = Readonly<Record<string, tf.Tensor3D>>

/**
 * Splits theta [B, T] into its named weights. A recurrent network's Wh and Wx, which lie one below the other, are one
 * matrix `W` for h and e side by side.
 */
export function splitTheta(theta: tf.Tensor2D, sizes: GeneratedSizes): GeneratedWeights {
  const matrices: [name: string, rows: number, columns: number][] = []
  for (const { name, shape } of thetaLayout(sizes).entries) {
    const [rows, columns] = shape.length === 2 ? shape : [1, ...shape]
    const above = matrices.at(-1)
    if (name.endsWith('.Wx') && above) above[1] += rows
    else matrices.push([name.replace(/h$/, ''), rows, columns])
  }
  const lengths = matrices.map(([, rows, columns]) => rows * columns)
  const pieces = tf.split(theta, lengths, 1)
  return Object.fromEntries(
    matrices.map(([name, rows, columns], i) => [name, tf.reshape(pieces[i], [-1, rows, columns])]),
  )
}
