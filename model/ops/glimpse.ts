import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'
import { type GeneratedSizes, splitTheta } from './generated.ts'
import { firstFed, unroll } from './unroll.ts'

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
 * One glimpse: from the patch and action fed back to the next state, action and decoded patch.
 *
 * @param patch [B, P*P] the patch fed back
 * @param action [B, 6] the action fed back
 * @param previous states after the glimpse before; left out at a program's first glimpse, whose states are generated
 */
export type TakeGlimpse = (
  patch: tf.Tensor2D,
  action: tf.Tensor2D,
  previous?: RecurrentState,
) => GlimpseOutput

/**
 * A function that takes the glimpses of B programs, one after another, through every generated layer (fState and fPolicy
 * are the paper's f and its policy network).
 *
 * @param theta [B, T] generated weights
 */
export function glimpsesOf(theta: tf.Tensor2D, sizes: GeneratedSizes): TakeGlimpse {
  if (!hasKernel('Glimpse')) return glimpsesReference(theta, sizes)
  return (patch, action, previous) => {
    const states = previous && { hState: previous.state, hPolicy: previous.policy }
    const saved = glimpseWorkspace(sizes, theta.shape[0])
    const inputs = { theta, patch, action, ...states, saved }
    const outputs = runKernel(previous ? 'Glimpse' : 'FirstGlimpse', inputs, sizes) as tf.Tensor2D[]
    saved.dispose() // tfjs keeps it where a gradient may be needed
    return { state: outputs[0], policy: outputs[1], action: outputs[2], decoded: outputs[3] }
  }
}

/**
 * A tensor in which a kernel saves the activations of some glimpses for its gradient. It is an input of the kernel, since
 * tfjs makes an array of zeros for every output that gets no gradient.
 */
export function glimpseWorkspace(sizes: GeneratedSizes, glimpses: number): tf.Tensor {
  return runKernel('GlimpseWorkspace', {}, { sizes, glimpses })[0]
}

// tfjs saves inputs by name and rejects missing ones, so a program's first glimpse, which is fed no states, is a kernel
// with a name of its own.
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

/** `glimpsesOf` in ordinary tfjs ops. */
export function glimpsesReference(theta: tf.Tensor2D, sizes: GeneratedSizes): TakeGlimpse {
  const weights = splitTheta(theta, sizes) // once for all glimpses
  const row = (x: tf.Tensor2D): tf.Tensor3D => tf.expandDims(x, 1)
  const flat = (x: tf.Tensor3D): tf.Tensor2D => tf.squeeze(x, [1])
  return (patch, action, previous) => {
    const first = firstFed(weights, patch, action)
    const fed = previous ? { ...first, state: row(previous.state), policy: row(previous.policy) } : first
    const seen = unroll(weights, fed, 1, sizes)
    return {
      state: flat(seen.state),
      policy: flat(seen.policy),
      action: flat(seen.action),
      decoded: flat(seen.patch),
    }
  }
}
