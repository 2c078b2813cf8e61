import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { type GeneratedSizes, type GeneratedWeights, generatedDense, splitTheta } from './generated.ts'

/** Hidden states of a program's two recurrent networks. */
export interface RecurrentState {
  /** [B, Z]: fState's; it is also z^(k-1)_t. */
  readonly state: tf.Tensor2D
  /** [B, Z]: fPolicy's. */
  readonly policy: tf.Tensor2D
}

/** What one glimpse of B programs predicts. */
export interface GlimpseOutput extends RecurrentState {
  /** [B, 6]: a_t, each in [-1, 1]. */
  readonly action: tf.Tensor2D
  /** [B, P*P]: decPatch(z^(k-1)_t), at least 0. */
  readonly decoded: tf.Tensor2D
}

/**
 * One glimpse of B programs: every generated layer from the patch and action fed back to the next state, action and
 * decoded patch (section "One glimpse" of the model; fState and fPolicy are the paper's f and its policy network).
 *
 * @param theta [B, T] generated weights
 * @param patch [B, P*P] the patch fed back
 * @param action [B, 6] the action fed back
 * @param previous states after the glimpse before; left out at a program's first glimpse, whose states are generated
 */
export function glimpse(
  theta: tf.Tensor2D,
  patch: tf.Tensor2D,
  action: tf.Tensor2D,
  previous: RecurrentState | undefined,
  sizes: GeneratedSizes,
): GlimpseOutput {
  if (!hasKernel('Glimpse')) return glimpseReference(theta, patch, action, previous, sizes)
  const states = previous && { hState: previous.state, hPolicy: previous.policy }
  const saved = glimpseWorkspace(sizes, theta.shape[0])
  const inputs = { theta, patch, action, ...states, saved }
  const outputs = runKernel(previous ? 'Glimpse' : 'FirstGlimpse', inputs, sizes) as tf.Tensor2D[]
  saved.dispose() // tfjs keeps it where a gradient may be asked for
  return { state: outputs[0], policy: outputs[1], action: outputs[2], decoded: outputs[3] }
}

/**
 * A tensor in which a kernel leaves the activations of some glimpses for its gradient. It is an input of the kernel, as
 * tfjs makes an array of zeros of every output that gets no gradient.
 */
export function glimpseWorkspace(sizes: GeneratedSizes, glimpses: number): tf.Tensor {
  return runKernel('GlimpseWorkspace', {}, { sizes, glimpses })[0]
}

// tfjs saves inputs by name and refuses absent ones: a program's first glimpse, which has no states, is a kernel of its
// own name.
for (const [kernelName, differentiable] of [
  ['FirstGlimpse', ['theta', 'patch', 'action']],
  ['Glimpse', ['theta', 'patch', 'action', 'hState', 'hPolicy']],
] as const) {
  const read = [...differentiable, 'saved']
  tf.registerGradient({
    kernelName,
    inputsToSave: read,
    outputsToSave: [false, false, false, true],
    gradFunc: (dy, tensors, attrs) => {
      const [dState, dPolicy, dAction, dDecoded] = dy as tf.Tensor[]
      const inputs = Object.fromEntries([...read, 'decoded'].map((name, i) => [name, tensors[i]]))
      const gradients = runKernel('GlimpseGrad', { dState, dPolicy, dAction, dDecoded, ...inputs }, attrs)
      return Object.fromEntries(differentiable.map((name, i) => [name, () => gradients[i]]))
    },
  })
}

/** `glimpse` in ordinary tfjs ops. */
export function glimpseReference(
  theta: tf.Tensor2D,
  patch: tf.Tensor2D,
  action: tf.Tensor2D,
  previous: RecurrentState | undefined,
  sizes: GeneratedSizes,
): GlimpseOutput {
  const row = (x: tf.Tensor2D) => tf.expandDims(x, 1) as tf.Tensor3D
  const flat = (x: tf.Tensor3D) => tf.squeeze(x, [1]) as tf.Tensor2D
  const before = previous && { state: row(previous.state), policy: row(previous.policy) }
  const weights = splitTheta(theta, sizes)
  const seen = glimpseRows(weights, row(patch), row(action), before, sizes.activation)
  return {
    state: flat(seen.state),
    policy: flat(seen.policy),
    action: flat(seen.action),
    decoded: flat(seen.decoded),
  }
}

/** What one glimpse predicts, each number array as a row [B, 1, length]. */
export type GlimpseRows = Record<keyof GlimpseOutput, tf.Tensor3D>

/** The reference's glimpse on rows [B, 1, length] and weights that are split already. */
export function glimpseRows(
  w: GeneratedWeights,
  patch: tf.Tensor3D,
  action: tf.Tensor3D,
  previous: Pick<GlimpseRows, 'state' | 'policy'> | undefined,
  activation: GeneratedSizes['activation'],
): GlimpseRows {
  const dense = (x: tf.Tensor3D, name: string) => generatedDense(x, w, name, activation)

  // e = enc(flatten(patch), a)                                         [B, 1, E]
  let e = tf.concat([dense(patch, 'enc.patch'), dense(action, 'enc.action')], 2)
  for (const layer of ['enc.join1', 'enc.join2', 'enc.join3']) e = dense(e, layer)

  // h = elu(Wh h + Wx e + b)                                           [B, 1, Z]
  const step = (name: string, h = w[`${name}.initial`]): tf.Tensor3D =>
    tf.elu(tf.addN([tf.matMul(h, w[`${name}.Wh`]), tf.matMul(e, w[`${name}.Wx`]), w[`${name}.bias`]]))
  const state = step('fState', previous?.state)
  const policy = step('fPolicy', previous?.policy)

  const decode = (head: string, h: tf.Tensor3D) =>
    tf.matMul<tf.Tensor3D>(
      ['1', '2', '3'].reduce((x, layer) => dense(x, `${head}.${layer}`), h),
      w[`${head}.4.weight`],
    )
  return {
    state,
    policy,
    action: tf.sin(decode('decAction', policy)),
    decoded: tf.relu(decode('decPatch', state)),
  }
}
