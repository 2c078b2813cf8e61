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

/** A variable and Adam's two moments of it, all of one shape. */
export interface AdamSlot {
  readonly value: tf.Variable
  readonly m: tf.Variable
  readonly v: tf.Variable
}

/** Updates a variable and its moments by Adam's rule; in place where the backend can. */
export function adamUpdate(slot: AdamSlot, gradient: tf.Tensor, step: AdamStep): void {
  tf.tidy(() => {
    if (hasKernel('AdamUpdate')) {
      runKernel('AdamUpdate', { ...slot, gradient }, step)
      return
    }
    const { value, m, v } = slot
    const g = tf.mul(gradient, step.gradientScale)
    m.assign(tf.add(tf.mul(m, step.beta1), tf.mul(g, 1 - step.beta1)))
    v.assign(tf.add(tf.mul(v, step.beta2), tf.mul(tf.square(g), 1 - step.beta2)))
    const size = tf.add(tf.sqrt(tf.div(v, step.correction2)), step.epsilon)
    const direction = tf.div(tf.div(m, step.correction1), size)
    value.assign(tf.sub(value, tf.mul(direction, step.learningRate)))
  })
}

/** target += weight * (source - target); in place where the backend can. */
export function lerp(target: tf.Variable, source: tf.Tensor, weight: number): void {
  tf.tidy(() => {
    if (hasKernel('Lerp')) runKernel('Lerp', { target, source }, { weight })
    else target.assign(tf.add(target, tf.mul(tf.sub(source, target), weight)))
  })
}

/** Sum of the squares of all numbers of a tensor. */
export function sumSquares(x: tf.Tensor): tf.Scalar {
  return (hasKernel('SumSquares') ? runKernel('SumSquares', { x })[0] : tf.sum(tf.square(x))) as tf.Scalar
}

const detach = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor),
  gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
}))

/** x, through which no gradient flows. */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  return detach(x) as T
}
