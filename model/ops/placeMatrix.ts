import * as tf from '@tensorflow/tfjs-core'

/**
 * The sampler's matrix of an action: M = [[a11 + o, a12], [a21, a22 + o]] beside t = (tx, ty).
 *
 * @param action [N, 6]: a11 a12 tx a21 a22 ty
 * @returns [N, 6]: the matrix with which `affineSample` puts a patch on its parent's canvas
 */
export function placeMatrix(action: tf.Tensor2D, offset: number): tf.Tensor2D {
  return tf.add(action, tf.tensor1d([offset, 0, 0, 0, offset, 0]))
}
