import * as tf from '@tensorflow/tfjs-core'
import { weightGenerator } from '../ops/generateWeights.ts'
import { type HiddenWeights, hiddenLayer } from '../ops/hiddenLayer.ts'
import { ACTION } from '../ops/programConstants.ts'
import { type ThetaEntry, thetaLayout } from '../ops/thetaLayout.ts'
import type { RnpConfig } from './config.ts'
import { Dense } from './layers/dense.ts'
import { LayerNorm } from './layers/layerNorm.ts'
import { constant, type Initialise, type Scope, uniformFanIn } from './parameters.ts'

/** What H makes of z^k: a program, ready to run. */
export interface Program {
  /** [B, T]: every generated weight, laid out as thetaLayout says. */
  readonly theta: tf.Tensor2D
  /** [B, 6]: a_0, the action before the first glimpse. */
  readonly action0: tf.Tensor2D
  /** [B, P*P]: x_0, the patch before the first glimpse. */
  readonly patch0: tf.Tensor2D
}

/** z [B, Z] -> the programs they stand for. */
export type PreparedHypernetwork = (z: tf.Tensor2D) => Program

/** Hidden layers of the trunk; with the heads, the paper's six-layer MLP. */
const TRUNK_LAYERS = 5

/** The hypernetwork H: z^k -> the weights of a small recurrent generator (the paper's section 2). */
export class Hypernetwork {
  readonly #input: LayerNorm
  readonly #trunk: readonly HiddenLayer[]
  readonly #theta: tf.Variable<tf.Rank.R2>
  readonly #action0: { hidden: HiddenLayer; out: Dense }
  readonly #patch0: { hidden: HiddenLayer; out: Dense }

  constructor(scope: Scope, config: RnpConfig) {
    const { z, hidden, patch } = config
    this.#input = new LayerNorm(scope.in('input'), z, 'none')
    this.#trunk = Array.from(
      { length: TRUNK_LAYERS },
      (_, i) => new HiddenLayer(scope.in(`trunk${i + 1}`), i === 0 ? z : hidden, hidden),
    )
    const { entries, size } = thetaLayout(config)
    this.#theta = scope.variable<tf.Rank.R2>('theta', [hidden, size], hyperfanIn(entries, hidden))
    const head = (name: string, units: number) => ({
      hidden: new HiddenLayer(scope.in(name), hidden, hidden),
      out: new Dense(scope.in(`${name}.out`), hidden, units, { bias: false }),
    })
    this.#action0 = head('action0', ACTION)
    this.#patch0 = head('patch0', patch ** 2)
  }

  /** Prepares H for the program vectors of one pass, of any level. Parameters must not change until the pass ends. */
  prepare(): PreparedHypernetwork {
    const generate = weightGenerator(this.#theta) // the five weight heads side by side: theta = h A
    const { hidden: hiddenA, out: outA } = this.#action0
    const { hidden: hiddenX, out: outX } = this.#patch0
    return (z) => {
      const h = this.#trunk.reduce((x, layer) => layer.apply(x), this.#input.apply(z)) // [B, 64]
      return {
        theta: generate(h),
        action0: tf.sin(outA.apply(hiddenA.apply(h))),
        patch0: tf.relu(outX.apply(hiddenX.apply(h))),
      }
    }
  }
}

/** dense, LayerNorm, elu. */
class HiddenLayer {
  readonly #weights: HiddenWeights

  constructor(scope: Scope, inputs: number, units: number) {
    const [dense, norm] = [scope.in('dense'), scope.in('norm')]
    const vector = (of: Scope, name: string, start: Initialise) =>
      of.variable<tf.Rank.R1>(name, [units], start)
    this.#weights = {
      weight: dense.variable<tf.Rank.R2>('weight', [inputs, units], uniformFanIn(inputs)),
      bias: vector(dense, 'bias', uniformFanIn(inputs)),
      gamma: vector(norm, 'gamma', constant(1)),
      beta: vector(norm, 'beta', constant(0)),
    }
  }

  apply(x: tf.Tensor2D): tf.Tensor2D {
    return hiddenLayer(x, this.#weights)
  }
}

/** E[elu(n)^2] for n ~ N(0, 1), by simulation 0.60: the mean square of a trunk unit. */
const TRUNK_MEAN_SQUARE = 0.6
/**
 * Standard deviation of the weights that generate biases. Layer norm divides by that of x W + bias: with x = elu(n) alone
 * it is 0.77, so each of the two hundred layers a gradient passes through multiplies it by 1.06, and it starts at 1e8
 * (measured with 0.01 on MNIST). Biases of deviation 0.1 sqrt(64 * 0.6) = 0.6 bring it to 1e5, out of the chaotic phase
 * (Poole et al., "Exponential expressivity in deep neural networks through transient chaos", NIPS 2016).
 */
const GENERATED_BIAS = 0.1

/**
 * Hyperfan-in initialisation (Chang, Flokas, Lipson, ICLR 2020): every generated matrix starts with variance
 * 1 / fanIn. With a dense layer's default start, generated weights are ten times too large and training explodes.
 */
function hyperfanIn(entries: readonly ThetaEntry[], hidden: number): Initialise {
  return (random, size) => {
    const values = new Float32Array(size)
    const columns = size / hidden
    for (const entry of entries) {
      const isMatrix = entry.shape.length === 2
      const deviation = isMatrix
        ? Math.sqrt(1 / (hidden * TRUNK_MEAN_SQUARE * entry.shape[0]))
        : GENERATED_BIAS
      for (let row = 0; row < hidden; row++) {
        const start = row * columns + entry.offset
        for (let i = start; i < start + entry.size; i++) values[i] = deviation * random.normal()
      }
    }
    return values
  }
}
