import type * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../../errors.ts'
import type { GeneratedSizes } from '../../../ops/generated.ts'
import { PRODUCT_SCRATCH } from '../assembly/constants.ts'
import type { SimdBackend, Sum } from '../backend.ts'
import { SCRATCH_BYTES } from '../threads.ts'
import { kernel, type SimdKernel } from './kernel.ts'

/** The sizes as arguments of the kernels. */
export function sizeArguments({ patch, z, e, hidden, activation }: GeneratedSizes) {
  const isActivated = activation === 'layernorm-elu' ? 1 : 0
  return { patchSide: patch, zSize: z, eSize: e, hiddenSize: hidden, isActivated }
}

const forward: SimdKernel<GeneratedSizes, tf.TensorInfo[]> = (backend, inputs, sizes) => {
  // hState and hPolicy are undefined at a first glimpse.
  const { theta, patch, action, hState, hPolicy, saved } = inputs
  const batch = theta.shape[0]
  const widths = [sizes.z, sizes.z, action.shape[1], patch.shape[1]]
  const outputs = widths.map((width) => backend.allocate([batch, width]))
  const [state, policy, actionOut, decoded] = outputs
  const read = backend.addresses({ theta, patch, action, hState, hPolicy })
  const written = backend.addresses({ state, policy, actionOut, decoded, saved })
  backend.threads.run('glimpse', { ...read, ...written, ...sizeArguments(sizes) }, batch)
  return outputs
}

/**
 * Makes sure that a gradient's frames, one of `frameSize` numbers for each glimpse, fit into a thread's scratch memory.
 *
 * @throws RnpError 'engine/too-large' where they do not
 */
export function requireScratch({ patch }: GeneratedSizes, frameSize: number, glimpses: number): void {
  const bytes = PRODUCT_SCRATCH + glimpses * 4 * frameSize
  if (bytes > SCRATCH_BYTES) {
    throw new RnpError(
      'engine/too-large',
      `The gradient of ${glimpses} glimpses with patches of ${patch} px needs ${bytes} bytes of a thread's scratch, which has ${SCRATCH_BYTES}.`,
      'Use fewer glimpses or smaller patches, or another backend (--backend cpu).',
    )
  }
}

/** How many numbers a glimpse's frame has, from which its gradient is computed (assembly/programSizes.ts). */
export function frameSize(backend: SimdBackend, sizes: GeneratedSizes): number {
  const { patchSide, zSize, eSize, hiddenSize, isActivated } = sizeArguments(sizes)
  return backend.threads.kernels.glimpseFrameSize(patchSide, zSize, eSize, hiddenSize, isActivated)
}

/** How many numbers one glimpse of a program saves for its gradient (assembly/programSizes.ts). */
function savedSize(backend: SimdBackend, sizes: GeneratedSizes): number {
  const { patchSide, zSize, eSize, hiddenSize, isActivated } = sizeArguments(sizes)
  return backend.threads.kernels.glimpseSavedSize(patchSide, zSize, eSize, hiddenSize, isActivated)
}

/** dTheta [B, T] from the frames [B, F] of all glimpses of a program. */
const thetaGradient: Sum = (backend, terms, out) => {
  const sizes = terms[0].attrs as GeneratedSizes
  requireScratch(sizes, frameSize(backend, sizes), terms.length)
  const list = backend.list(terms.map(({ tensors }) => backend.address(tensors[0])))
  const args = { list, glimpses: terms.length, dTheta: backend.address(out), ...sizeArguments(sizes) }
  backend.threads.run('glimpseThetaGrad', args, out.shape[0])
}

export const glimpse = () => [
  kernel<{ sizes: GeneratedSizes; glimpses: number }>('GlimpseWorkspace', (backend, _, { sizes, glimpses }) =>
    backend.allocate([glimpses, savedSize(backend, sizes)]),
  ),
  kernel('FirstGlimpse', forward),
  kernel('Glimpse', forward),
  kernel<GeneratedSizes>('GlimpseGrad', (backend, inputs, sizes) => {
    const { dState, dPolicy, dAction, dDecoded } = inputs
    const { theta, patch, action, hState, hPolicy, decoded, saved } = inputs
    const states = hState ? [hState, hPolicy] : []
    const gradients = [patch, action, ...states].map(({ shape }) => backend.allocate(shape))
    const [dPatch, dActionIn, dHState, dHPolicy] = gradients
    const frame = backend.allocate([theta.shape[0], frameSize(backend, sizes)])
    const received = backend.addresses({ dState, dPolicy, dAction, dDecoded })
    const read = backend.addresses({ theta, patch, action, hState, hPolicy, decoded, saved })
    const written = backend.addresses({ frames: frame, dPatch, dActionIn, dHState, dHPolicy })
    const args = { ...received, ...read, ...written, ...sizeArguments(sizes) }
    backend.threads.run('glimpseGrad', args, theta.shape[0])
    const dTheta = backend.defer(theta.shape, thetaGradient, [{ tensors: [frame], attrs: sizes }])
    backend.disposeData(frame.dataId)
    return [dTheta, ...gradients]
  }),
]
