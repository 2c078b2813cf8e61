import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../errors.ts'
import { adamUpdate, sumSquares } from '../ops/inPlace.ts'
import type { Parameter, SavedTensor } from '../rnp/parameters.ts'
import type { TrainingSettings } from './settings.ts'

const EPSILON = 1e-8

/** A parameter, and Adam's two moments of it. */
interface Slot {
  readonly name: string
  readonly value: tf.Variable
  readonly m: tf.Variable
  readonly v: tf.Variable
}

/** Adam (Kingma and Ba 2015, algorithm 1) over all parameters, with clipping by the gradient's global norm. */
export class Adam {
  readonly #slots: readonly Slot[]

  constructor(parameters: readonly Parameter[]) {
    this.#slots = tf.tidy(() =>
      parameters.map(({ name, variable }) => ({
        name,
        value: variable,
        m: tf.variable(tf.zerosLike(variable), false),
        v: tf.variable(tf.zeros(variable.shape), false),
      })),
    )
  }

  /**
   * One update, unless the gradient's norm is not finite.
   *
   * @param gradients by the variables' tfjs names, as tf.variableGrads gives them
   * @param step t, counted from 1
   * @returns the global norm of the gradient before clipping
   */
  update(
    gradients: tf.NamedTensorMap,
    settings: Pick<TrainingSettings, 'beta1' | 'beta2' | 'clip'>,
    learningRate: number,
    step: number,
  ): number {
    const norm = tf.tidy(() => Math.sqrt(sumSquares(Object.values(gradients)).dataSync()[0]))
    if (!Number.isFinite(norm)) return norm
    const { beta1, beta2, clip } = settings
    const attributes = {
      learningRate,
      beta1,
      beta2,
      epsilon: EPSILON,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
      gradientScale: Math.min(1, clip / norm),
    }
    const slots = this.#slots.map((slot) => ({ ...slot, gradient: gradients[slot.value.name] }))
    adamUpdate(slots, attributes)
    return norm
  }

  /** Copies of the moments as "m/name" and "v/name". */
  save(): Map<string, SavedTensor> {
    const copy = (variable: tf.Variable) => ({
      shape: variable.shape,
      values: variable.dataSync() as Float32Array,
    })
    return new Map(
      this.#slots.flatMap(({ name, m, v }) => [
        [`m/${name}`, copy(m)] as const,
        [`v/${name}`, copy(v)] as const,
      ]),
    )
  }

  /** Sets the moments from what `save` gave. */
  load(saved: ReadonlyMap<string, SavedTensor>): void {
    const set = (variable: tf.Variable, name: string) => {
      const found = saved.get(name)
      if (!found)
        throw new RnpError(
          'checkpoint/wrong-state',
          `The checkpoint has no "${name}".`,
          'It was saved for use, not for resuming: resume from a checkpoint of the run.',
        )
      tf.tidy(() => variable.assign(tf.tensor(found.values, variable.shape)))
    }
    for (const { name, m, v } of this.#slots) {
      set(m, `m/${name}`)
      set(v, `v/${name}`)
    }
  }

  dispose(): void {
    for (const { m, v } of this.#slots) tf.dispose([m, v])
  }
}
