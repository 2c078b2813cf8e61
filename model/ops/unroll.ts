import * as tf from '@tensorflow/tfjs-core'
import type { GeneratedSizes, GeneratedWeights } from './generated.ts'
import { GeneratedLayers, type Trace } from './generatedLayers.ts'
import { ACTION } from './programConstants.ts'

/** Glimpses of B programs: either what each was fed, or what it predicts. */
export interface Glimpses {
  /** [B, glimpses, Z]: fState's hidden state; predicted, it is z^(k-1)_t. */
  readonly state: tf.Tensor3D
  /** [B, glimpses, Z]: fPolicy's hidden state. */
  readonly policy: tf.Tensor3D
  /** [B, glimpses, 6]: a_t, each in [-1, 1]. */
  readonly action: tf.Tensor3D
  /** [B, glimpses, P*P]: decPatch(z^(k-1)_t), at least 0; fed, a patch. */
  readonly patch: tf.Tensor3D
}

/**
 * Runs glimpses of B programs one after another, each fed what the one before predicts. The gradient is written by hand:
 * each weight's is one product over all glimpses, whereas the one that tfjs derives adds up a product for each glimpse.
 *
 * @param weights of the programs
 * @param before what the first glimpse is fed, [B, 1, length] each
 */
export function unroll(
  weights: GeneratedWeights,
  before: Glimpses,
  glimpses: number,
  { patch, z, activation }: GeneratedSizes,
): Glimpses {
  const sizes = [z, z, ACTION, patch ** 2]
  // Initial states come by way of `before`.
  const names = Object.keys(weights).filter((name) => !name.endsWith('.initial'))
  const run = tf.customGrad((...inputs) => {
    const save = inputs.pop() as unknown as tf.GradSaveFunc
    const layers = new GeneratedLayers(weights, activation)
    const traces: Trace[] = []
    let seen = before
    const rows: tf.Tensor3D[] = []
    for (let t = 0; t < glimpses; t++) {
      traces[t] = {}
      seen = glimpse(layers, traces[t], seen)
      rows[t] = tf.concat(inOrder(seen), 2)
    }
    const read = [Object.fromEntries(names.map((name) => [name, weights[name]])), ...traces]
    const kept = [...new Set(read.flatMap((tensors) => Object.values(tensors)))]
    save(kept)
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const copies = new Map(kept.map((x, i) => [x, saved[i] as tf.Tensor3D]))
      const [w, ...trace] = read.map((tensors) => mapValues(tensors, (x) => copies.get(x) as tf.Tensor3D))
      const layers = new GeneratedLayers(w, activation)
      const dRows = tf.split(dy as tf.Tensor3D, glimpses, 1)
      let dFed: Glimpses | undefined
      for (let t = glimpses - 1; t >= 0; t--) {
        const dSeen = named(tf.split(dRows[t], sizes, 2))
        dFed = glimpseGrad(layers, trace[t], dFed ? sum(dSeen, dFed) : dSeen)
      }
      const gradients = layers.gradients()
      return [...inOrder(dFed as Glimpses), ...names.map((name) => gradients[name])]
    }
    return { value: tf.concat(rows, 1), gradFunc }
  })
  const rows = run(...inOrder(before), ...names.map((name) => weights[name]))
  return named(tf.split(rows as tf.Tensor3D, sizes, 2))
}

/**
 * What a program's first glimpse is fed, for `unroll`: the states are generated.
 *
 * @param patch [B, P*P]
 * @param action [B, 6]
 */
export function firstFed(weights: GeneratedWeights, patch: tf.Tensor2D, action: tf.Tensor2D): Glimpses {
  const [state, policy] = [weights['fState.initial'], weights['fPolicy.initial']]
  return { state, policy, action: tf.expandDims(action, 1), patch: tf.expandDims(patch, 1) }
}

const ENCODER = ['enc.join1', 'enc.join2', 'enc.join3']
const DECODER = ['1', '2', '3']

/** One glimpse. */
function glimpse(layers: GeneratedLayers, trace: Trace, fed: Glimpses): Glimpses {
  // e = enc(flatten(patch), a)                                         [B, 1, E]
  const seen = layers.hidden(trace, 'enc.patch', fed.patch)
  const done = layers.hidden(trace, 'enc.action', fed.action)
  const e = ENCODER.reduce((x, name) => layers.hidden(trace, name, x), tf.concat([seen, done], 2))

  const state = layers.recurrent(trace, 'fState', fed.state, e)
  const policy = layers.recurrent(trace, 'fPolicy', fed.policy, e)

  const decode = (head: string, h: tf.Tensor3D) => {
    const x = DECODER.reduce((x, layer) => layers.hidden(trace, `${head}.${layer}`, x), h)
    return layers.product(trace, `${head}.4.weight`, x)
  }
  trace.action = decode('decAction', policy)
  trace.patch = tf.relu(decode('decPatch', state))
  return { state, policy, action: tf.sin(trace.action), patch: trace.patch }
}

/**
 * `glimpse` backwards.
 *
 * @param d gradients of the prediction
 * @returns gradients of what was fed in
 */
function glimpseGrad(layers: GeneratedLayers, trace: Trace, d: Glimpses): Glimpses {
  const decodeGrad = (head: string, dy: tf.Tensor3D) =>
    DECODER.reduceRight(
      (dx, layer) => layers.hiddenGrad(trace, `${head}.${layer}`, dx),
      layers.productGrad(trace, `${head}.4.weight`, dy),
    )
  const dAction = tf.mul<tf.Tensor3D>(d.action, tf.cos(trace.action))
  const dPatch = tf.mul<tf.Tensor3D>(d.patch, tf.sign(trace.patch))
  const dPolicy = tf.add<tf.Tensor3D>(d.policy, decodeGrad('decAction', dAction))
  const dState = tf.add<tf.Tensor3D>(d.state, decodeGrad('decPatch', dPatch))

  const policy = layers.recurrentGrad(trace, 'fPolicy', dPolicy)
  const state = layers.recurrentGrad(trace, 'fState', dState)

  const dJoined = ENCODER.reduceRight(
    (dx, name) => layers.hiddenGrad(trace, name, dx),
    tf.add<tf.Tensor3D>(state.e, policy.e),
  )
  const [dSeen, dDone] = tf.split<tf.Tensor3D>(dJoined, 2, 2)
  return {
    state: state.h,
    policy: policy.h,
    action: layers.hiddenGrad(trace, 'enc.action', dDone),
    patch: layers.hiddenGrad(trace, 'enc.patch', dSeen),
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}

const inOrder = ({ state, policy, action, patch }: Glimpses) => [state, policy, action, patch]

function named([state, policy, action, patch]: readonly tf.Tensor3D[]): Glimpses {
  return { state, policy, action, patch }
}

/** a + b, one by one. */
function sum(a: Glimpses, b: Glimpses): Glimpses {
  const right = inOrder(b)
  return named(inOrder(a).map((x, i) => tf.add<tf.Tensor3D>(x, right[i])))
}
