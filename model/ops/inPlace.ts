import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'

/** One step's settings of Adam (Kingma and Ba 2015, algorithm 1), as the update of one variable needs them. */
export interface AdamStep {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** 1 - beta1^t */
  readonly correction1: number
  /** 1 - beta2^t */
  readonly correction2: number
  /** Factor on the gradient: below 1 where its global norm is clipped. */
  readonly gradientScale: number
}

/** A variable, Adam's two moments of it and its gradient, all of one shape. */
export interface AdamSlot {
  readonly value: tf.Variable
  readonly m: tf.Variable
  readonly v: tf.Variable
  readonly gradient: tf.Tensor
}

/** Updates variables and their moments by Adam's rule; in place and in one pass where the backend can. */
export function adamUpdate(slots: readonly AdamSlot[], step: AdamStep): void {
  tf.tidy(() => {
    if (hasKernel('AdamUpdate')) {
      const inputs = slots.flatMap(({ value, m, v, gradient }) => [value, m, v, gradient])
      runKernel('AdamUpdate', named(inputs), step)
    } else {
      for (const slot of slots) adamUpdateReference(slot, step)
    }
  })
}

function adamUpdateReference({ value, m, v, gradient }: AdamSlot, step: AdamStep): void {
  const g = tf.mul(gradient, step.gradientScale)
  m.assign(tf.add(tf.mul(m, step.beta1), tf.mul(g, 1 - step.beta1)))
  v.assign(tf.add(tf.mul(v, step.beta2), tf.mul(tf.square(g), 1 - step.beta2)))
  const size = tf.add(tf.sqrt(tf.div(v, step.correction2)), step.epsilon)
  const direction = tf.div(tf.div(m, step.correction1), size)
  value.assign(tf.sub(value, tf.mul(direction, step.learningRate)))
}

/** A variable and what it is drawn to, of one shape. */
export interface LerpPair {
  readonly target: tf.Variable
  readonly source: tf.Tensor
}

/** target += weight * (source - target) for every pair; in place and in one pass where the backend can. */
export function lerp(pairs: readonly LerpPair[], weight: number): void {
  tf.tidy(() => {
    if (hasKernel('Lerp')) {
      runKernel('Lerp', named(pairs.flatMap(({ target, source }) => [target, source])), { weight })
      return
    }
    for (const { target, source } of pairs) {
      target.assign(tf.add(target, tf.mul(tf.sub(source, target), weight)))
    }
  })
}

/** Sum of the squares of all numbers of some tensors. */
export function sumSquares(tensors: readonly tf.Tensor[]): tf.Scalar {
  if (hasKernel('SumSquares')) return runKernel('SumSquares', named(tensors))[0] as tf.Scalar
  return tf.addN(tensors.map((x) => tf.sum(tf.square(x)))) as tf.Scalar
}

/** Inputs of a kernel that takes any number of them, in order. */
const named = (tensors: readonly tf.Tensor[]): tf.NamedTensorMap =>
  Object.fromEntries(tensors.map((tensor, i) => [i, tensor]))

const detach = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
}))

/** x, through which no gradient flows. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return detach(x) as T
}
