import * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../errors.ts'
import type { Random } from '../random.ts'

/** One named number array of a model. */
export interface Parameter {
  readonly name: string
  readonly variable: tf.Variable
  /** False for running statistics: state that no gradient moves. */
  readonly trainable: boolean
}

/** How a parameter starts. */
export type Initialise = (random: Random, size: number) => Float32Array

/** The named parameters of a model, in the order in which its layers were built. */
export class Parameters {
  readonly list: Parameter[] = []

  /** How many trainable numbers there are in all. */
  get count(): number {
    return this.trainable.reduce((sum, { variable }) => sum + variable.size, 0)
  }

  get trainable(): Parameter[] {
    return this.list.filter((parameter) => parameter.trainable)
  }

  /** Copies of all numbers at the time of the call, by name. */
  save(): Promise<Map<string, SavedTensor>> {
    return readAll(this.list.map(({ name, variable }) => [name, variable]))
  }

  /** Sets every parameter to that of a model of the same sizes. */
  copyFrom({ list }: Parameters): void {
    this.list.forEach(({ variable }, i) => {
      tf.tidy(() => variable.assign(tf.mul(list[i].variable, 1)))
    })
  }

  /**
   * Sets every parameter from `saved`.
   *
   * @throws RnpError 'checkpoint/mismatch', having set none, where a name is missing or a shape differs
   */
  load(saved: ReadonlyMap<string, SavedTensor>): void {
    const found = this.list.map(({ name, variable }) => {
      const tensor = saved.get(name)
      if (tensor?.shape.join() === variable.shape.join()) return tensor
      throw new RnpError(
        'checkpoint/mismatch',
        `The checkpoint has ${tensor ? `"${name}" as [${tensor.shape}]` : `no "${name}"`}; the model needs [${variable.shape}].`,
        'Use the configuration the checkpoint was trained with, or another checkpoint.',
      )
    })
    this.list.forEach(({ variable }, i) => {
      tf.tidy(() => variable.assign(tf.tensor(found[i].values, variable.shape)))
    })
  }

  dispose(): void {
    for (const { variable } of this.list) variable.dispose()
  }
}

/** Numbers of one parameter outside the backend. */
export interface SavedTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Copies of tensors' numbers at the time of the call: every read starts before the first is awaited. */
export async function readAll(
  tensors: readonly (readonly [name: string, tensor: tf.Tensor])[],
): Promise<Map<string, SavedTensor>> {
  const read = tensors.map(async ([name, tensor]) => {
    const saved = { shape: tensor.shape, values: await tensor.data<'float32'>() }
    return [name, saved] as const
  })
  return new Map(await Promise.all(read))
}

/**
 * Where a layer creates its parameters: a name prefix, and the random stream of their initial values. Without a stream
 * they are zero until they are loaded.
 */
export class Scope {
  readonly #parameters: Parameters
  readonly #random: Random | undefined
  readonly #prefix: string

  constructor(parameters: Parameters, random: Random | undefined, prefix = '') {
    this.#parameters = parameters
    this.#random = random
    this.#prefix = prefix
  }

  /** A scope inside this one. */
  in(name: string): Scope {
    return new Scope(this.#parameters, this.#random, `${this.#prefix}${name}.`)
  }

  /** A trainable parameter. */
  variable<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], start: Initialise): tf.Variable<R> {
    return this.#add(name, shape, start, true)
  }

  /** A parameter that no gradient moves. */
  statistic<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], start: Initialise): tf.Variable<R> {
    return this.#add(name, shape, start, false)
  }

  #add<R extends tf.Rank>(name: string, shape: tf.ShapeMap[R], start: Initialise, trainable: boolean) {
    const size = (shape as number[]).reduce((a, b) => a * b, 1)
    const random = this.#random
    const variable = tf.tidy(() =>
      tf.variable(random ? tf.tensor<R>(start(random, size), shape) : tf.zeros<R>(shape), trainable),
    )
    this.#parameters.list.push({ name: `${this.#prefix}${name}`, variable, trainable })
    return variable
  }
}

/** All numbers equal. */
export const constant =
  (value: number): Initialise =>
  (_, size) =>
    new Float32Array(size).fill(value)

/** Uniform in +-1/sqrt(fanIn): PyTorch's default for dense and convolutional layers. */
export const uniformFanIn =
  (fanIn: number): Initialise =>
  (random, size) => {
    const bound = 1 / Math.sqrt(fanIn)
    return Float32Array.from({ length: size }, () => random.uniform(-bound, bound))
  }
