import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../errors.ts'
import { adamUpdate, sumSquares } from '../ops/inPlace.ts'
import { type Parameter, readAll, type SavedTensor } from '../rnp/parameters.ts'
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
   * Makes one update, which changes nothing if the loss or the gradient's norm is not finite. It reads nothing back from
   * the backend.
   *
   * @param gradients by the variables' tfjs names, as tf.variableGrads returns them
   * @param loss the scalar whose gradients they are
   * @param step t, counted from 1
   * @returns the square of the gradient's global norm before clipping, a scalar; it is not finite if nothing was changed
   */
  update(
    gradients: tf.NamedTensorMap,
    loss: tf.Tensor,
    settings: Pick<TrainingSettings, 'beta1' | 'beta2' | 'clip'>,
    learningRate: number,
    step: number,
  ): tf.Tensor {
    return tf.tidy(() => {
      // 0 times the loss is 0, or NaN if the loss is not finite.
      const squares = tf.add(sumSquares(Object.values(gradients)), tf.mul(loss, 0))
      const { beta1, beta2, clip } = settings
      const attributes = {
        learningRate,
        beta1,
        beta2,
        epsilon: EPSILON,
        correction1: 1 - beta1 ** step,
        correction2: 1 - beta2 ** step,
        clip,
      }
      const slots = this.#slots.map((slot) => ({ ...slot, gradient: gradients[slot.value.name] }))
      adamUpdate(slots, squares, attributes)
      return squares
    })
  }

  /** Copies of the moments as "m/name" and "v/name". */
  save(): Promise<Map<string, SavedTensor>> {
    return readAll(
      this.#slots.flatMap(({ name, m, v }) => [
        [`m/${name}`, m],
        [`v/${name}`, v],
      ]),
    )
  }

  /**
   * Sets the moments from what `save` returned.
   *
   * @throws RnpError 'checkpoint/wrong-state' where one is missing
   */
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
