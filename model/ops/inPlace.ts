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
      for (const group of byShape(slots, ({ value }) => value)) adamUpdateReference(group, step)
    }
  })
}

/** All numbers that a step knows are put together before they meet tensors. */
function adamUpdateReference(slots: readonly AdamSlot[], step: AdamStep): void {
  const { beta1, beta2, gradientScale: scale } = step
  const all = (field: keyof AdamSlot) => stacked(slots.map((slot) => slot[field]))
  const set = (field: 'value' | 'm' | 'v', x: tf.Tensor) =>
    assign(
      slots.map((slot) => slot[field]),
      x,
    )
  const g = all('gradient')
  const m = tf.add(tf.mul(all('m'), beta1), tf.mul(g, scale * (1 - beta1)))
  const v = tf.add(tf.mul(all('v'), beta2), tf.mul(tf.square(g), scale ** 2 * (1 - beta2)))
  const root = Math.sqrt(step.correction2)
  const direction = tf.div(m, tf.add(tf.sqrt(v), step.epsilon * root))
  set('m', m)
  set('v', v)
  set('value', tf.sub(all('value'), tf.mul(direction, (step.learningRate * root) / step.correction1)))
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
    for (const group of byShape(pairs, ({ target }) => target)) {
      const targets = group.map(({ target }) => target)
      const [from, to] = [targets, group.map(({ source }) => source)].map(stacked)
      assign(targets, tf.add(from, tf.mul(tf.sub(to, from), weight)))
    }
  })
}

/** Sum of the squares of all numbers of some tensors. */
export function sumSquares(tensors: readonly tf.Tensor[]): tf.Scalar {
  if (hasKernel('SumSquares')) return runKernel('SumSquares', named(tensors))[0] as tf.Scalar
  const groups = byShape(tensors, (x) => x).map(stacked)
  return tf.addN(groups.map((x) => tf.sum(tf.square(x)))) as tf.Scalar
}

/** Groups of what belongs to tensors of one shape: computed together, they take fewer ops. */
function byShape<T>(items: readonly T[], tensorOf: (item: T) => tf.Tensor): T[][] {
  return [...Map.groupBy(items, (item) => tensorOf(item).shape.join()).values()]
}

/** Tensors of one shape as one; the only one as it is, as it may be large. */
function stacked(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.length === 1 ? tensors[0] : tf.stack([...tensors])
}

/** Gives variables of one shape what `stacked` and further ops made of them. */
function assign(variables: readonly tf.Variable[], all: tf.Tensor): void {
  const values = variables.length === 1 ? [all] : tf.unstack(all)
  for (const [i, variable] of variables.entries()) variable.assign(values[i])
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
