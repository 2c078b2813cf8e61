import * as tf from '@tensorflow/tfjs-core'
import { Compiled } from './compiled.ts'
import { hasKernel, runKernel } from './dispatch.ts'

/** The settings of one step of Adam (Kingma and Ba 2015, algorithm 1). */
export interface AdamStep {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** 1 - beta1^t */
  readonly correction1: number
  /** 1 - beta2^t */
  readonly correction2: number
  /** Maximum global norm of the gradient; a larger one is scaled down to it. */
  readonly clip: number
}

/** A variable, Adam's two moments of it and its gradient, all of one shape. */
export interface AdamSlot {
  readonly value: tf.Variable
  readonly m: tf.Variable
  readonly v: tf.Variable
  readonly gradient: tf.Tensor
}

/**
 * Updates variables and their moments by Adam's rule, with the gradients clipped by their global norm; in place and in
 * one pass where the backend can. Changes nothing where that norm is not finite. The backend itself decides that: nothing
 * is read back, which would mean waiting for a graphics card.
 *
 * @param squares the sum of the squares of all gradients
 */
export function adamUpdate(slots: readonly AdamSlot[], squares: tf.Tensor, step: AdamStep): void {
  tf.tidy(() => {
    if (hasKernel('AdamUpdate')) {
      const inputs = slots.flatMap(({ value, m, v, gradient }) => [value, m, v, gradient])
      runKernel('AdamUpdate', named([squares, ...inputs]), step)
    } else adamUpdateReference(slots, squares, step)
  })
}

function adamUpdateReference(slots: readonly AdamSlot[], squares: tf.Tensor, step: AdamStep): void {
  const { beta1, beta2, clip } = step
  const root = Math.sqrt(step.correction2)
  // Factors that depend on the settings alone are computed here, so that the graph works on tensors only.
  const numbers = [
    clip,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    step.epsilon * root,
    (step.learningRate * root) / step.correction1,
  ]
  const variables = slots.flatMap(({ value, m, v }) => [value, m, v])
  const gradients = slots.map(({ gradient }) => gradient)
  assign(variables, nextAdam.run([squares, ...numbers.map((x) => tf.scalar(x)), ...variables, ...gradients]))
}

/**
 * The new values and moments. Inputs: [squares, the numbers of `adamUpdateReference`, value, m, v of each slot, gradients].
 */
const nextAdam = new Compiled(([squares, clip, beta1, rest1, beta2, rest2, epsilon, rate, ...tensors]) => {
  const isTaken = tf.isFinite(squares)
  const scale = tf.minimum(tf.div(clip, tf.sqrt(squares)), tf.onesLike(squares))
  const [share1, share2] = [tf.mul(rest1, scale), tf.mul(rest2, tf.square(scale))]
  const count = tensors.length / 4
  const slots = Array.from({ length: count }, (_, i) => [
    ...tensors.slice(3 * i, 3 * i + 3),
    tensors[3 * count + i],
  ])
  return byShape(slots, ([value, m, v, gradient]) => {
    const nextM = tf.add(tf.mul(m, beta1), tf.mul(gradient, share1))
    const nextV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), share2))
    const direction = tf.div(nextM, tf.add(tf.sqrt(nextV), epsilon))
    const next = [tf.sub(value, tf.mul(direction, rate)), nextM, nextV]
    return [value, m, v].map((before, i) => tf.where(isTaken, next[i], before))
  })
})

/** A variable and the tensor it is moved towards, of one shape. */
export interface LerpPair {
  readonly target: tf.Variable
  readonly source: tf.Tensor
}

/** target += weight * (source - target) for every pair; in place and in one pass where the backend can. */
export function lerp(pairs: readonly LerpPair[], weight: number): void {
  tf.tidy(() => {
    if (hasKernel('Lerp')) {
      runKernel('Lerp', named(pairs.flatMap(({ target, source }) => [target, source])), { weight })
    } else {
      const targets = pairs.map(({ target }) => target)
      assign(
        targets,
        nextLerp.run([tf.scalar(weight), ...pairs.flatMap(({ target, source }) => [target, source])]),
      )
    }
  })
}

/** The new targets. Inputs: [weight, target, source of each pair]. */
const nextLerp = new Compiled(([weight, ...tensors]) => {
  const pairs = Array.from({ length: tensors.length / 2 }, (_, i) => tensors.slice(2 * i, 2 * i + 2))
  return byShape(pairs, ([from, to]) => [tf.add(from, tf.mul(tf.sub(to, from), weight))])
})

/** Sum of the squares of all numbers of some tensors. */
export function sumSquares(tensors: readonly tf.Tensor[]): tf.Scalar {
  if (hasKernel('SumSquares')) return runKernel('SumSquares', named(tensors))[0] as tf.Scalar
  return squares.run(tensors)[0] as tf.Scalar
}

const squares = new Compiled((tensors) => {
  const groups = Map.groupBy(tensors, shapeOf).values()
  return [tf.addN([...groups].map((group) => tf.sum(tf.square(stacked(group)))))]
})

const shapeOf = ({ shape }: tf.Tensor) => shape.join()

/**
 * Applies `compute` to items, each a few tensors of one shape. Items of the same shape are stacked and computed together,
 * which takes fewer ops.
 *
 * @returns the results of each item, one item after another
 */
function byShape(
  items: readonly (readonly tf.Tensor[])[],
  compute: (tensors: readonly tf.Tensor[]) => tf.Tensor[],
): tf.Tensor[] {
  const results: tf.Tensor[][] = []
  for (const group of Map.groupBy(items.keys(), (i) => shapeOf(items[i][0])).values()) {
    const together = compute(items[group[0]].map((_, k) => stacked(group.map((i) => items[i][k]))))
    const each = together.map((x) => (group.length === 1 ? [x] : tf.unstack(x)))
    for (const [place, i] of group.entries()) results[i] = each.map((values) => values[place])
  }
  return results.flat()
}

/** Tensors of one shape, stacked; a single one is not copied, as it may be large. */
function stacked(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.length === 1 ? tensors[0] : tf.stack([...tensors])
}

function assign(variables: readonly tf.Variable[], values: readonly tf.Tensor[]): void {
  for (const [i, variable] of variables.entries()) variable.assign(values[i])
}

/** Names for the inputs of a kernel that takes any number of them, in order. */
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
