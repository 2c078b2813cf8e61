import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../errors.ts'
import type { RnpConfig } from './config.ts'
import { BatchNorm, type StatisticUpdate } from './layers/batchNorm.ts'
import { Conv } from './layers/conv.ts'
import { Dense } from './layers/dense.ts'
import type { Scope } from './parameters.ts'

const CHANNELS = 32
const LAST_CHANNELS = 16

/** q(z^K | x) = N(mu, exp(logSigma)^2). */
export interface Posterior {
  /** [B, Z] */
  readonly mu: tf.Tensor2D
  /** [B, Z] */
  readonly logSigma: tf.Tensor2D
}

/** The convolutional encoder q(z^K | x) (the paper's supplement). */
export class Encoder {
  readonly #first: Conv
  readonly #blocks: readonly ResidualBlock[]
  readonly #last: Conv
  readonly #dense: readonly { dense: Dense; norm: BatchNorm; activation: 'relu' | 'elu' }[]
  readonly #mu: Dense
  readonly #logSigma: Dense

  constructor(scope: Scope, config: RnpConfig) {
    const { side, encoder, z } = config
    this.#first = new Conv(
      scope.in('first'),
      { side: 5, inputs: 1, outputs: CHANNELS },
      { bias: true, padding: 'valid' },
    )
    this.#blocks = Array.from(
      { length: encoder.blocks },
      (_, i) => new ResidualBlock(scope.in(`block${i + 1}`), CHANNELS),
    )
    this.#last = new Conv(
      scope.in('last'),
      { side: 5, inputs: CHANNELS, outputs: LAST_CHANNELS },
      { bias: true, padding: 'valid' },
    )
    let inputs = LAST_CHANNELS * lastSide(side) ** 2
    this.#dense = (['relu', 'elu', 'relu', 'elu'] as const).map((activation, i) => {
      const layer = {
        dense: new Dense(scope.in(`dense${i + 1}`), inputs, encoder.units),
        norm: new BatchNorm(scope.in(`norm${i + 1}`), encoder.units),
        activation,
      }
      inputs = encoder.units
      return layer
    })
    this.#mu = new Dense(scope.in('mu'), encoder.units, z)
    this.#logSigma = new Dense(scope.in('logSigma'), encoder.units, z)
  }

  /**
   * @param x [B, S, S] pictures in [0, 1]
   * @param updates as in BatchNorm.apply
   */
  apply(x: tf.Tensor3D, updates?: StatisticUpdate[]): Posterior {
    const pixels = tf.expandDims(x, 3) as tf.Tensor4D // [B, S, S, 1]
    // relu is monotonic, so it gives the same after pooling, where there are fewer numbers.
    let maps = tf.relu(this.#first.apply(pixels, { pool: true })) // [B, (S-4)/2, (S-4)/2, 32]
    for (const block of this.#blocks) maps = block.apply(maps, updates)
    maps = tf.relu(this.#last.apply(maps)) // [B, (S-4)/2-4, (S-4)/2-4, 16]
    let h = tf.reshape(maps, [x.shape[0], -1]) as tf.Tensor2D // [B, 1024] at S = 28
    for (const { dense, norm, activation } of this.#dense) {
      h = norm.apply(dense.apply(h), updates, { relu: activation === 'relu' })
      if (activation === 'elu') h = tf.elu(h)
    }
    return { mu: this.#mu.apply(h), logSigma: this.#logSigma.apply(h) }
  }
}

/** relu(x + BN(conv(relu(BN(conv(x)))))), 3x3 convolutions without bias. */
class ResidualBlock {
  readonly #conv1: Conv
  readonly #norm1: BatchNorm
  readonly #conv2: Conv
  readonly #norm2: BatchNorm

  constructor(scope: Scope, channels: number) {
    const size = { side: 3, inputs: channels, outputs: channels }
    const options = { bias: false, padding: 'same' } as const
    this.#conv1 = new Conv(scope.in('conv1'), size, options)
    this.#norm1 = new BatchNorm(scope.in('norm1'), channels)
    this.#conv2 = new Conv(scope.in('conv2'), size, options)
    this.#norm2 = new BatchNorm(scope.in('norm2'), channels)
  }

  apply(x: tf.Tensor4D, updates?: StatisticUpdate[]): tf.Tensor4D {
    const h = this.#norm1.apply(this.#conv1.apply(x), updates, { relu: true })
    return this.#norm2.apply(this.#conv2.apply(h), updates, { residual: x, relu: true })
  }
}

/** Side of the last feature map: two 5x5 convolutions without padding around a 2x2 pooling. */
function lastSide(side: number): number {
  const last = Math.floor((side - 4) / 2) - 4
  if (last < 1) {
    throw new RnpError(
      'usage/invalid',
      `The encoder needs pictures of at least 14 px; the side is ${side}.`,
      'Set side to 14 or more.',
    )
  }
  return last
}
