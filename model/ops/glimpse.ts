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
  const outputs = runKernel('Glimpse', { theta, patch, action, ...states }, sizes) as tf.Tensor2D[]
  return { state: outputs[0], policy: outputs[1], action: outputs[2], decoded: outputs[3] }
}

tf.registerGradient({
  kernelName: 'Glimpse',
  saveAllInputs: true,
  outputsToSave: [true, true, true, true, true],
  gradFunc: (dy, saved, attrs) => {
    const [dState, dPolicy, dAction, dDecoded] = dy as tf.Tensor[]
    // saveAllInputs keeps the order in which the inputs were named: theta, patch, action, then the states if any.
    const [theta, patch, action] = saved
    const later = saved.length > 8
    const [state, policy, actionOut, decoded, activations] = saved.slice(-5)
    const inputs: tf.NamedTensorMap = { dState, dPolicy, dAction, dDecoded, theta, patch, action }
    Object.assign(inputs, { state, policy, actionOut, decoded, saved: activations })
    if (later) Object.assign(inputs, { hState: saved[3], hPolicy: saved[4] })
    const [dTheta, dPatch, dActionIn, dHState, dHPolicy] = runKernel('GlimpseGrad', inputs, attrs)
    const gradients = { theta: () => dTheta, patch: () => dPatch, action: () => dActionIn }
    return later ? { ...gradients, hState: () => dHState, hPolicy: () => dHPolicy } : gradients
  },
})

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
