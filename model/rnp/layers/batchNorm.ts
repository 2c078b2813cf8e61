import * as tf from '@tensorflow/tfjs-core'
import { batchNormTrain } from '../../ops/batchNorm.ts'
import { lerp } from '../../ops/inPlace.ts'
import { EPSILON } from '../../ops/layerNorm.ts'
import { constant, type Scope } from '../parameters.ts'

/** Share of a new batch in the running statistics (PyTorch's default). */
const MOMENTUM = 0.1

/** Moves a running statistic towards a batch's. Kept apart from the forward pass: a dropped step must not move it. */
export interface StatisticUpdate {
  readonly running: tf.Variable
  /** Kept; the one who applies or drops the update disposes of it. */
  readonly batch: tf.Tensor
}

/** running += 0.1 (batch - running). */
export function applyStatistics(updates: readonly StatisticUpdate[]): void {
  const pairs = updates.map(({ running, batch }) => ({ target: running, source: batch }))
  lerp(pairs, MOMENTUM)
}

/**
 * Batch normalisation over the last axis (Ioffe and Szegedy 2015): by the batch's own statistics in training, by the
 * running ones otherwise.
 */
export class BatchNorm {
  readonly #gamma: tf.Variable<tf.Rank.R1>
  readonly #beta: tf.Variable<tf.Rank.R1>
  readonly #mean: tf.Variable<tf.Rank.R1>
  readonly #variance: tf.Variable<tf.Rank.R1>

  constructor(scope: Scope, channels: number) {
    this.#gamma = scope.variable<tf.Rank.R1>('gamma', [channels], constant(1))
    this.#beta = scope.variable<tf.Rank.R1>('beta', [channels], constant(0))
    this.#mean = scope.statistic<tf.Rank.R1>('mean', [channels], constant(0))
    this.#variance = scope.statistic<tf.Rank.R1>('variance', [channels], constant(1))
  }

  /** @param updates where training collects what moves the running statistics; left out for inference */
  apply<T extends tf.Tensor2D | tf.Tensor4D>(x: T, updates?: StatisticUpdate[]): T {
    const rows = tf.reshape(x, [-1, x.shape[x.shape.length - 1]]) as tf.Tensor2D
    return tf.reshape(updates ? this.#train(rows, updates) : this.#infer(rows), x.shape) as T
  }

  #train(rows: tf.Tensor2D, updates: StatisticUpdate[]): tf.Tensor2D {
    const { y, mean, variance } = batchNormTrain(rows, this.#gamma, this.#beta)
    const count = rows.shape[0]
    // The running variance is the unbiased one, which a batch of one picture does not have.
    const unbiased = tf.mul(variance, count / Math.max(1, count - 1))
    updates.push(
      { running: this.#mean, batch: tf.keep(mean) },
      { running: this.#variance, batch: tf.keep(unbiased) },
    )
    return y
  }

  #infer(rows: tf.Tensor2D): tf.Tensor2D {
    const scale = tf.div(this.#gamma, tf.sqrt(tf.add(this.#variance, EPSILON)))
    const shift = tf.sub(this.#beta, tf.mul(this.#mean, scale))
    return tf.add(tf.mul(rows, scale), shift)
  }
}
