import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { type GeneratedSizes, generatedDense, generatedLinear, splitTheta } from './generated.ts'

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
  const inputs = { theta, patch, action, ...states }
  const outputs = runKernel(previous ? 'Glimpse' : 'FirstGlimpse', inputs, sizes) as tf.Tensor2D[]
  return { state: outputs[0], policy: outputs[1], action: outputs[2], decoded: outputs[3] }
}

/** The outputs that a glimpse's gradient kernel reads: the last two, its activations among them. */
const SAVED_OUTPUTS = ['decoded', 'saved']

// tfjs saves inputs by name and refuses absent ones: a program's first glimpse, which has no states, is a kernel of its
// own name.
for (const [kernelName, saved] of [
  ['FirstGlimpse', ['theta', 'patch', 'action']],
  ['Glimpse', ['theta', 'patch', 'action', 'hState', 'hPolicy']],
] as const) {
  tf.registerGradient({
    kernelName,
    inputsToSave: [...saved],
    outputsToSave: [false, false, false, true, true],
    gradFunc: (dy, tensors, attrs) => {
      const [dState, dPolicy, dAction, dDecoded] = dy as tf.Tensor[]
      const names = [...saved, ...SAVED_OUTPUTS]
      const inputs = Object.fromEntries(names.map((name, i) => [name, tensors[i]]))
      const gradients = runKernel('GlimpseGrad', { dState, dPolicy, dAction, dDecoded, ...inputs }, attrs)
      return Object.fromEntries(saved.map((name, i) => [name, () => gradients[i]]))
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
  const w = splitTheta(theta, sizes)
  const dense = (x: tf.Tensor2D, name: string) => generatedDense(x, w, name, sizes.activation)

  // e = enc(flatten(patch), a)                                         [B, E]
  let e = tf.concat([dense(patch, 'enc.patch'), dense(action, 'enc.action')], 1)
  for (const layer of ['enc.join1', 'enc.join2', 'enc.join3']) e = dense(e, layer)

  // h = elu(Wh h + Wx e + b)                                           [B, Z]
  const step = (name: string, h: tf.Tensor2D = w[`${name}.initial`] as tf.Tensor2D) =>
    tf.elu(
      tf.addN([generatedLinear(h, w[`${name}.Wh`]), generatedLinear(e, w[`${name}.Wx`]), w[`${name}.bias`]]),
    ) as tf.Tensor2D
  const state = step('fState', previous?.state)
  const policy = step('fPolicy', previous?.policy)

  const decode = (head: string, h: tf.Tensor2D) =>
    generatedLinear(
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
