import * as tf from '@tensorflow/tfjs-core'
import { runKernel } from './dispatch.ts'
import type { GeneratedSizes, GeneratedWeights } from './generated.ts'
import { standardise, standardiseGrad } from './layerNorm.ts'

/** What the layers of a glimpse save for their gradients, by name. */
export type Trace = Record<string, tf.Tensor3D>

/**
 * The generated layers of B programs, forwards and backwards, on rows [B, 1, length]. A program uses each weight in
 * every glimpse: the terms of its gradient are collected, and summed at once when all are there.
 */
export class GeneratedLayers {
  readonly #weights: GeneratedWeights
  readonly #activation: GeneratedSizes['activation']
  /** For each matrix: the rows it was multiplied with, and the gradients of the products. */
  readonly #products = new Map<string, { x: tf.Tensor3D[]; dy: tf.Tensor3D[] }>()
  /** For each bias: the gradients of the sums. */
  readonly #sums = new Map<string, tf.Tensor3D[]>()

  constructor(weights: GeneratedWeights, activation: GeneratedSizes['activation']) {
    this.#weights = weights
    this.#activation = activation
  }

  /** x W */
  product(trace: Trace, weight: string, x: tf.Tensor3D): tf.Tensor3D {
    trace[weight] = x
    return tf.matMul(x, this.#weights[weight])
  }

  productGrad(trace: Trace, weight: string, dy: tf.Tensor3D): tf.Tensor3D {
    const terms = entry(this.#products, weight, { x: [], dy: [] })
    terms.x.push(trace[weight])
    terms.dy.push(dy)
    return tf.matMul(dy, this.#weights[weight], false, true)
  }

  /** A hidden layer: x W + b, then layer norm without scale and shift and elu, or nothing. */
  hidden(trace: Trace, name: string, x: tf.Tensor3D): tf.Tensor3D {
    const sum = tf.add<tf.Tensor3D>(this.product(trace, `${name}.weight`, x), this.#weights[`${name}.bias`])
    if (this.#activation === 'none') return sum
    const { y, scale } = standardise(sum, 2)
    trace[`${name}.normalized`] = y
    trace[`${name}.scale`] = scale
    trace[`${name}.elu`] = tf.elu(y)
    return trace[`${name}.elu`]
  }

  hiddenGrad(trace: Trace, name: string, dy: tf.Tensor3D): tf.Tensor3D {
    let dSum = dy
    if (this.#activation === 'layernorm-elu') {
      const dNormalized = eluGrad(dy, trace[`${name}.elu`])
      dSum = standardiseGrad(dNormalized, trace[`${name}.normalized`], trace[`${name}.scale`], 2)
    }
    entry(this.#sums, `${name}.bias`, []).push(dSum)
    return this.productGrad(trace, `${name}.weight`, dSum)
  }

  /** A recurrent layer: elu(h Wh + e Wx + b). */
  recurrent(trace: Trace, name: string, h: tf.Tensor3D, e: tf.Tensor3D): tf.Tensor3D {
    const sum = tf.add<tf.Tensor3D>(
      this.product(trace, `${name}.W`, tf.concat([h, e], 2)),
      this.#weights[`${name}.bias`],
    )
    trace[`${name}.elu`] = tf.elu(sum)
    return trace[`${name}.elu`]
  }

  recurrentGrad(trace: Trace, name: string, dy: tf.Tensor3D): { h: tf.Tensor3D; e: tf.Tensor3D } {
    const dSum = eluGrad(dy, trace[`${name}.elu`])
    entry(this.#sums, `${name}.bias`, []).push(dSum)
    const units = dy.shape[2]
    const dx = this.productGrad(trace, `${name}.W`, dSum)
    const [h, e] = tf.split<tf.Tensor3D>(dx, [units, dx.shape[2] - units], 2)
    return { h, e }
  }

  /** The gradients of all weights whose layers have run backwards. */
  gradients(): Record<string, tf.Tensor3D> {
    const products = [...this.#products].map(([weight, { x, dy }]) => {
      return [weight, tf.matMul(tf.concat(x, 1), tf.concat(dy, 1), true)] // all glimpses in one product
    })
    const sums = [...this.#sums].map(([bias, terms]) => [bias, tf.addN(terms)])
    return Object.fromEntries([...products, ...sums])
  }
}

function entry<T>(map: Map<string, T>, key: string, initial: T): T {
  const value = map.get(key) ?? initial
  map.set(key, value)
  return value
}

/** @param y the result of elu */
function eluGrad(dy: tf.Tensor3D, y: tf.Tensor3D): tf.Tensor3D {
  return runKernel('EluGrad', { dy, y })[0] as tf.Tensor3D
}
