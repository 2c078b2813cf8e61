import type * as tf from '@tensorflow/tfjs-core'
import { type Activation, layerNorm } from '../../ops/layerNorm.ts'
import { constant, type Scope } from '../parameters.ts'

/** Layer normalisation with scale and shift, and what follows it. */
export class LayerNorm {
  readonly #gamma: tf.Variable<tf.Rank.R1>
  readonly #beta: tf.Variable<tf.Rank.R1>
  readonly #activation: Activation

  constructor(scope: Scope, units: number, activation: Activation) {
    this.#gamma = scope.variable<tf.Rank.R1>('gamma', [units], constant(1))
    this.#beta = scope.variable<tf.Rank.R1>('beta', [units], constant(0))
    this.#activation = activation
  }

  apply(x: tf.Tensor2D): tf.Tensor2D {
    return layerNorm(x, this.#gamma, this.#beta, this.#activation)
  }
}
