import * as tf from '@tensorflow/tfjs-core'
import { affineSample } from '../ops/affineSample.ts'
import { placeMatrix } from '../ops/placeMatrix.ts'

/**
 * Puts parts where their actions say on canvases of `side` px: canvas pixel (u, v) reads the part at M (u, v) + t with
 * M = [[a11 + o, a12], [a21, a22 + o]], so a part is shrunk by 1 / (o - 1 .. o + 1).
 *
 * @param part [N, P, P]
 * @param action [N, 6]
 * @param offset o
 * @returns [N, side, side]
 */
export function place(part: tf.Tensor3D, action: tf.Tensor2D, offset: number, side: number): tf.Tensor3D {
  return affineSample(part, placeMatrix(action, offset), side)
}

/**
 * The exact inverse of `place`: the `side` x `side` picture of what the part covers, read at M^-1 ((u, v) - t).
 * det M is at least (o - 1)^2 - 1, so it is never near 0 for the offsets of the presets.
 *
 * @param image [N, S, S]
 * @param action [N, 6]
 * @returns [N, side, side]
 */
export function zoom(image: tf.Tensor3D, action: tf.Tensor2D, offset: number, side: number): tf.Tensor3D {
  return affineSample(image, invertAffine(placeMatrix(action, offset)), side)
}

/** [M t] -> [M^-1, -M^-1 t], each [N, 6]. */
function invertAffine(matrix: tf.Tensor2D): tf.Tensor2D {
  const [a, b, tx, c, d, ty] = tf.unstack(matrix, 1)
  const determinant = tf.sub(tf.mul(a, d), tf.mul(b, c))
  const inverse = [d, tf.neg(b), tf.neg(c), a].map((x) => tf.div(x, determinant))
  const [ia, ib, ic, id] = inverse
  const itx = tf.neg(tf.add(tf.mul(ia, tx), tf.mul(ib, ty)))
  const ity = tf.neg(tf.add(tf.mul(ic, tx), tf.mul(id, ty)))
  return tf.stack([ia, ib, itx, ic, id, ity], 1) as tf.Tensor2D
}
