import * as tf from '@tensorflow/tfjs-core'
import { type AfterNorm, batchNorm, batchNormTrain } from '../../ops/batchNorm.ts'
import { lerp } from '../../ops/inPlace.ts'
import { constant, type Scope } from '../parameters.ts'

/** Share of a new batch in the running statistics (PyTorch's default). */
const MOMENTUM = 0.1

/** Moves a running statistic towards a batch's. Kept apart from the forward pass: a dropped step must not move it. */
export interface StatisticUpdate {
  readonly running: tf.Variable
  /** Kept (tf.keep); whoever applies or drops the update disposes of it. */
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

  /**
   * @param x [.., C]
   * @param updates in training, the list that updates of the running statistics are added to; left out for inference
   * @param after what follows: relu(y + residual), or either of them
   */
  apply<T extends tf.Tensor>(x: T, updates?: StatisticUpdate[], after: AfterNorm<T> = {}): T {
    if (updates) return this.#train(x, updates, after)
    const [gamma, beta, mean, variance] = [this.#gamma, this.#beta, this.#mean, this.#variance]
    return batchNorm(x, { gamma, beta, mean, variance }, after)
  }

  #train<T extends tf.Tensor>(x: T, updates: StatisticUpdate[], after: AfterNorm<T>): T {
    const { y, mean, variance } = batchNormTrain(x, this.#gamma, this.#beta, after)
    const count = x.size / this.#gamma.size
    // The running variance is the unbiased one, which a batch of one picture does not have.
    const unbiased = tf.mul(variance, count / Math.max(1, count - 1))
    updates.push(
      { running: this.#mean, batch: tf.keep(mean) },
      { running: this.#variance, batch: tf.keep(unbiased) },
    )
    return y
  }
}
