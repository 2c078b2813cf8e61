import * as tf from '@tensorflow/tfjs-core'
import { Random } from '../random.ts'
import type { RnpConfig } from './config.ts'
import { Encoder, type Posterior } from './encoder.ts'
import { type Generator, type Run, run } from './generate.ts'
import { Hypernetwork } from './hypernetwork.ts'
import type { StatisticUpdate } from './layers/batchNorm.ts'
import { type LossTerms, lossTerms, type TermWeights } from './loss.ts'
import { Parameters, Scope } from './parameters.ts'

/**
 * A Recursive Neural Program (Fisher and Rao, arXiv 2206.08462): a variational auto-encoder whose decoder is a
 * program that calls programs. `infer` goes from a picture to the program that draws it, `generate` from a program
 * to the tree of parts it draws.
 */
export class Rnp {
  readonly config: RnpConfig
  readonly parameters = new Parameters()
  readonly #encoder: Encoder
  readonly #hypernetworks: readonly Hypernetwork[]

  /** @param seed of the random initial values; without one every parameter is zero until it is loaded */
  constructor(config: RnpConfig, seed?: number) {
    this.config = config
    const scope = new Scope(this.parameters, seed === undefined ? undefined : new Random(seed))
    this.#encoder = new Encoder(scope.in('encoder'), config)
    this.#hypernetworks =
      config.hypernetwork === 'shared'
        ? [new Hypernetwork(scope.in('hypernetwork'), config)]
        : config.glimpses.map((_, i) => new Hypernetwork(scope.in(`hypernetwork${i + 1}`), config))
  }

  /** K */
  get levels(): number {
    return this.config.glimpses.length
  }

  /**
   * q(z^K | x).
   *
   * @param x [B, S, S] pictures in [0, 1]
   * @param updates given in training: batches are then normalised by their own statistics, and the updates of the running
   *   statistics are added here
   */
  infer(x: tf.Tensor3D, updates?: StatisticUpdate[]): Posterior {
    return this.#encoder.apply(x, updates)
  }

  /** A generator for programs of any level, valid until a parameter changes; its tensors belong to the caller's tidy. */
  prepare(): Generator {
    const prepared = this.#hypernetworks.map((hypernetwork) => hypernetwork.prepare())
    return {
      config: this.config,
      hypernetwork: (level) => prepared[prepared.length === 1 ? 0 : level - 1],
    }
  }

  /** The tree of parts that z^K draws. @param z [B, Z] */
  generate(z: tf.Tensor2D): Run {
    return run(this.prepare(), this.levels, z, this.config.side)
  }

  /**
   * The training loss of a batch, with z = mu + eps * exp(logSigma).
   *
   * @param x [B, S, S]
   * @param eps [B, Z] standard normal numbers
   * @param updates as in `infer`
   */
  loss(x: tf.Tensor3D, eps: tf.Tensor2D, weights: TermWeights, updates: StatisticUpdate[]): LossTerms {
    const posterior = this.infer(x, updates)
    const z = tf.add<tf.Tensor2D>(posterior.mu, tf.mul(eps, tf.exp(posterior.logSigma)))
    return lossTerms(this.config, x, posterior, this.generate(z), weights)
  }

  dispose(): void {
    this.parameters.dispose()
  }
}
