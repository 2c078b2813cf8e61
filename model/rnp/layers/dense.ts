import * as tf from '@tensorflow/tfjs-core'
import { type Scope, uniformFanIn } from '../parameters.ts'

/** y = x W + b, [B, in] -> [B, units]. */
export class Dense {
  readonly #weight: tf.Variable<tf.Rank.R2>
  readonly #bias: tf.Variable<tf.Rank.R1> | undefined

  constructor(scope: Scope, inputs: number, units: number, options: { bias: boolean } = { bias: true }) {
    this.#weight = scope.variable<tf.Rank.R2>('weight', [inputs, units], uniformFanIn(inputs))
    if (options.bias) this.#bias = scope.variable<tf.Rank.R1>('bias', [units], uniformFanIn(inputs))
  }

  apply(x: tf.Tensor2D): tf.Tensor2D {
    const y: tf.Tensor2D = tf.matMul(x, this.#weight)
    return this.#bias ? tf.add<tf.Tensor2D>(y, this.#bias) : y
  }
}
