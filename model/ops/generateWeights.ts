import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'

/** h [B, H] -> theta [B, T] */
export type WeightGenerator = (h: tf.Tensor2D) => tf.Tensor2D

/**
 * Prepares the hypernetwork's weight heads for several batches of programs: theta = h A. Prepare them again after A has
 * changed; tensors made here belong to the caller's tidy.
 *
 * @param heads A [H, T]
 */
export function weightGenerator(heads: tf.Tensor2D): WeightGenerator {
  if (!hasKernel('GenerateWeights')) return (h) => tf.matMul(h, heads)
  // Each is A in the order in which its product reads it; a backend rearranges it on the first read.
  const [forward] = runKernel('PackWeights', { heads }, { transposed: false })
  const [backward] = runKernel('PackWeights', { heads }, { transposed: true })
  const generate = tf.customGrad((h, a, save) => {
    ;(save as tf.GradSaveFunc)([h as tf.Tensor, backward])
    return {
      value: runKernel('GenerateWeights', { h: h as tf.Tensor, heads: a as tf.Tensor, packed: forward })[0],
      gradFunc: (dTheta, [saved, packed]) => [
        runKernel(
          'GenerateWeightsGrad',
          { dTheta: dTheta as tf.Tensor, packed },
          { hidden: heads.shape[0] },
        )[0],
        tf.matMul(saved as tf.Tensor2D, dTheta as tf.Tensor2D, true),
      ],
    }
  })
  return (h) => generate(h, heads) as tf.Tensor2D
}
