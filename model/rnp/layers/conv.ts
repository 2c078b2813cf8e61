import * as tf from '@tensorflow/tfjs-core'
import { type Scope, uniformFanIn } from '../parameters.ts'

/** A square convolution with stride 1, [B, H, W, in] -> [B, H', W', out], and max pooling. */
export class Conv {
  readonly #weight: tf.Variable<tf.Rank.R4>
  readonly #bias: tf.Variable<tf.Rank.R1> | undefined
  readonly #padding: 'same' | 'valid'

  constructor(
    scope: Scope,
    size: { side: number; inputs: number; outputs: number },
    options: { bias: boolean; padding: 'same' | 'valid' },
  ) {
    const { side, inputs, outputs } = size
    const start = uniformFanIn(side * side * inputs)
    this.#weight = scope.variable<tf.Rank.R4>('weight', [side, side, inputs, outputs], start)
    if (options.bias) this.#bias = scope.variable<tf.Rank.R1>('bias', [outputs], start)
    this.#padding = options.padding
  }

  /** @param options.pool takes the largest of every 2 x 2 pixels; the bias, which does not change which, is added after */
  apply(x: tf.Tensor4D, options: { pool: boolean } = { pool: false }): tf.Tensor4D {
    const y = tf.conv2d(x, this.#weight, 1, this.#padding)
    const maps = options.pool ? tf.maxPool(y, 2, 2, 'valid') : y
    return this.#bias ? tf.add(maps, this.#bias) : maps
  }
}
