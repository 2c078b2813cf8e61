import * as tf from '@tensorflow/tfjs-core'
import { Batches, type BatchesState, take } from '../data/batches.ts'
import type { ImageSet } from '../data/imageSet.ts'
import { RnpError } from '../errors.ts'
import { Compiled } from '../ops/compiled.ts'
import { lerp } from '../ops/inPlace.ts'
import { tidy } from '../ops/tidy.ts'
import { Random, type RandomState } from '../random.ts'
import type { RnpConfig } from '../rnp/config.ts'
import { applyStatistics, type StatisticUpdate } from '../rnp/layers/batchNorm.ts'
import type { SavedTensor } from '../rnp/parameters.ts'
import { Rnp } from '../rnp/rnp.ts'
import { Adam } from './adam.ts'
import { learningRateAt, lossWeightsAt, type TrainingSettings } from './settings.ts'
import { withoutPrefix, withPrefix } from './tensorSets.ts'

/** Consecutive steps whose loss or gradient is not finite, after which a run stops. */
const MAX_DROPPED_IN_A_ROW = 5

/** One step's figures. */
export interface StepFigures {
  /** Steps taken, this one included. */
  readonly step: number
  readonly loss: number
  readonly rec: number
  readonly part: number
  /** nats */
  readonly kl: number
  /** Global norm of the gradient before clipping. */
  readonly gradNorm: number
  readonly learningRate: number
}

/** Everything that a trainer needs to continue exactly, apart from the numbers of tensors (plain JSON). */
export interface TrainerState {
  readonly step: number
  /** Steps dropped in all. */
  readonly dropped: number
  readonly noise: RandomState
  readonly batches: BatchesState
}

/** A step whose work has been given to the backend, and whose figures are still to be read. */
interface BegunStep {
  /** [4]: loss, rec, part, kl */
  readonly terms: tf.Tensor
  /** Square of the gradient's norm; not finite where the step changed nothing. */
  readonly squares: tf.Tensor
  readonly statistics: readonly StatisticUpdate[]
}

/** The largest seed of a random stream. */
const MAX_SEED = 2 ** 31 - 1

/** A model in training: its weights, their average, the optimizer and the random streams. */
export class Trainer {
  readonly model: Rnp
  /** The averaged weights, which are what is evaluated and used. */
  readonly average: Rnp
  readonly #settings: TrainingSettings
  readonly #pictures: ImageSet
  readonly #adam: Adam
  readonly #compute = new Compiled((inputs) => this.#lossAndGradients(inputs))
  /** The running statistics that a step updates. */
  #running: readonly tf.Variable[] = []
  #batches: Batches
  #noise: Random
  #step = 0
  #dropped = 0
  #droppedInARow = 0

  constructor(config: RnpConfig, settings: TrainingSettings, pictures: ImageSet) {
    this.model = new Rnp(config, settings.seed)
    this.average = new Rnp(config)
    this.average.parameters.copyFrom(this.model.parameters)
    this.#settings = settings
    this.#pictures = pictures
    this.#adam = new Adam(this.model.parameters.trainable)
    const seeds = new Random(settings.seed)
    this.#batches = new Batches(pictures.count, settings.batch, new Random(seeds.integer(0, MAX_SEED)))
    this.#noise = new Random(seeds.integer(0, MAX_SEED))
  }

  get step(): number {
    return this.#step
  }

  get dropped(): number {
    return this.#dropped
  }

  /**
   * Takes one step. A step whose loss or gradient is not finite changes nothing but the random streams, and counts as
   * dropped. All of its work is given to the backend before the first wait; the next step may begin once it has ended.
   *
   * @throws RnpError 'training/diverged' after five dropped steps in a row
   */
  async update(): Promise<StepFigures> {
    const learningRate = learningRateAt(this.#settings, this.#step)
    const { terms, squares, statistics } = tidy(() => this.#begin(learningRate))
    try {
      const [[loss, rec, part, kl], [square]] = await Promise.all([terms.data(), squares.data()])
      const figures = { loss, rec, part, kl, gradNorm: Math.sqrt(square), learningRate }
      if (Number.isFinite(square)) this.#accept(statistics)
      else this.#drop(figures)
      return { step: this.#step, ...figures }
    } finally {
      tf.dispose([terms, squares, ...statistics.map(({ batch }) => batch)])
    }
  }

  /** Starts from trained weights instead of random ones. */
  startFrom(weights: ReadonlyMap<string, SavedTensor>): void {
    this.model.parameters.load(weights)
    this.average.parameters.load(weights)
  }

  /** Copies, at the time of the call, of every tensor that a resumed run needs. */
  async tensors(): Promise<Map<string, SavedTensor>> {
    const [model, average, adam] = await Promise.all([
      this.model.parameters.save(),
      this.average.parameters.save(),
      this.#adam.save(),
    ])
    return new Map([
      ...withPrefix('model/', model),
      ...withPrefix('average/', average),
      ...withPrefix('adam/', adam),
    ])
  }

  state(): TrainerState {
    return {
      step: this.#step,
      dropped: this.#dropped,
      noise: this.#noise.save(),
      batches: this.#batches.save(),
    }
  }

  /** Sets the trainer to where `tensors` and `state` were taken, to continue exactly there. */
  restore(tensors: ReadonlyMap<string, SavedTensor>, state: TrainerState): void {
    this.model.parameters.load(withoutPrefix('model/', tensors))
    this.average.parameters.load(withoutPrefix('average/', tensors))
    this.#adam.load(withoutPrefix('adam/', tensors))
    this.#batches = new Batches(this.#pictures.count, this.#settings.batch, state.batches)
    this.#noise = new Random(state.noise)
    this.#step = state.step
    this.#dropped = state.dropped
  }

  dispose(): void {
    this.model.dispose()
    this.average.dispose()
    this.#adam.dispose()
    this.#compute.dispose()
  }

  /** The part of a step that reads nothing back: forward, backward, and the optimizer's update. */
  #begin(learningRate: number): BegunStep {
    const settings = this.#settings
    const { side, z } = this.model.config
    const weights = lossWeightsAt(settings, this.#step)
    const pixels = take(this.#pictures, this.#batches.next())
    const x = tf.tensor3d(pixels, [settings.batch, side, side])
    const eps = tf.tensor2d(this.#noise.normals(settings.batch * z), [settings.batch, z])
    const { list, trainable } = this.model.parameters
    const given = [x, eps, tf.scalar(weights.rec), tf.scalar(weights.kl)]
    const [terms, loss, ...rest] = this.#compute.run([...given, ...list.map(({ variable }) => variable)])
    const gradients = Object.fromEntries(trainable.map(({ variable }, i) => [variable.name, rest[i]]))
    const moved = rest.slice(trainable.length)
    const statistics = this.#running.map((running, i) => ({ running, batch: moved[i] }))
    return {
      terms,
      squares: this.#adam.update(gradients, loss, settings, learningRate, this.#step + 1),
      statistics,
    }
  }

  /**
   * @param inputs pictures, noise and the loss's two weights, then the model's parameters, which are read as variables
   * @returns the loss and its terms in one tensor, the loss alone, the gradient of each trainable parameter, and the
   *   statistics of the batch
   */
  #lossAndGradients([x, eps, rec, kl]: readonly tf.Tensor[]): tf.Tensor[] {
    const weights = { rec: rec as tf.Scalar, kl: kl as tf.Scalar }
    const statistics: StatisticUpdate[] = []
    const variables = this.model.parameters.trainable.map(({ variable }) => variable)
    let terms: tf.Tensor | undefined
    const { value, grads } = tf.variableGrads(() => {
      const found = this.model.loss(x as tf.Tensor3D, eps as tf.Tensor2D, weights, statistics)
      terms = tf.keep(tf.stack([found.loss, found.rec, found.part, found.kl]))
      return found.loss
    }, variables)
    this.#running = statistics.map(({ running }) => running)
    const gradients = variables.map(({ name }) => grads[name])
    return [terms as unknown as tf.Tensor, value, ...gradients, ...statistics.map(({ batch }) => batch)]
  }

  #accept(statistics: readonly StatisticUpdate[]): void {
    applyStatistics(statistics)
    this.#step++
    this.#droppedInARow = 0
    // The decay is lower at first, or the initial weights would dominate the average.
    const decay = Math.min(this.#settings.averageDecay, (1 + this.#step) / (10 + this.#step))
    const current = this.model.parameters.list
    const pairs = this.average.parameters.list.map(({ variable, trainable }, i) => {
      return { target: variable, source: current[i].variable, trainable }
    })
    const { averaged = [], copied = [] } = Object.groupBy(pairs, (pair) =>
      pair.trainable ? 'averaged' : 'copied',
    )
    lerp(averaged, 1 - decay)
    lerp(copied, 1)
  }

  #drop({ loss, gradNorm }: { loss: number; gradNorm: number }): void {
    this.#dropped++
    this.#droppedInARow++
    if (this.#droppedInARow < MAX_DROPPED_IN_A_ROW) return
    throw new RnpError(
      'training/diverged',
      `Training diverged at step ${this.#step}: ${MAX_DROPPED_IN_A_ROW} steps in a row had a loss of ${loss} and a gradient norm of ${gradNorm}.`,
      'Its last checkpoint is whole. Try a lower learning rate (half of it), a longer warm-up or a smaller clip.',
    )
  }
}
