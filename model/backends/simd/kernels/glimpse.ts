import type * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../../errors.ts'
import type { GeneratedSizes } from '../../../ops/generated.ts'
import type { SimdBackend } from '../backend.ts'
import type { Sum } from '../bucket.ts'
import { SCRATCH_BYTES } from '../threads.ts'
import { kernel, type SimdKernel } from './kernel.ts'

/** The sizes as the kernels take them. */
export function sizeArguments({ patch, z, e, hidden, activation }: GeneratedSizes): number[] {
  return [patch, z, e, hidden, activation === 'layernorm-elu' ? 1 : 0]
}

/** A first glimpse has no states before it: the kernels take 0 as their address. */
const addressOrNone = (backend: SimdBackend) => (tensor: tf.TensorInfo | undefined) =>
  tensor ? backend.address(tensor) : 0

const forward: SimdKernel<GeneratedSizes, tf.TensorInfo[]> = (backend, inputs, sizes) => {
  const { theta, patch, action, hState, hPolicy, saved } = inputs
  const batch = theta.shape[0]
  const widths = [sizes.z, sizes.z, action.shape[1], patch.shape[1]]
  const outputs = widths.map((width) => backend.allocate([batch, width]))
  const args = [theta, patch, action, hState, hPolicy, ...outputs, saved].map(addressOrNone(backend))
  backend.threads.run('glimpse', [...args, ...sizeArguments(sizes)], batch)
  return outputs
}

/** Scratch before the frames (assembly/generated.ts). */
const PRODUCT_SCRATCH = 320

/** Throws where a gradient's frames of `frameSize` numbers, one a glimpse, do not fit a thread's scratch. */
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

/** Numbers in a glimpse's frame, which its gradient is made of (assembly/programSizes.ts). */
export function frameSize(backend: SimdBackend, sizes: GeneratedSizes): number {
  return backend.threads.kernels.glimpseFrameSize(...sizeArguments(sizes)) as unknown as number
}

/** dTheta [B, T] from the frames [B, F] of all glimpses of a program. */
const thetaGradient: Sum = (backend, terms, out) => {
  const sizes = terms[0].attrs as GeneratedSizes
  requireScratch(sizes, frameSize(backend, sizes), terms.length)
  const frames = backend.list(terms.map(({ tensors }) => backend.address(tensors[0])))
  const args = [frames, terms.length, backend.address(out), ...sizeArguments(sizes)]
  backend.threads.run('glimpseThetaGrad', args, out.shape[0])
}

export const glimpse = () => [
  kernel<{ sizes: GeneratedSizes; glimpses: number }>(
    'GlimpseWorkspace',
    (backend, _, { sizes, glimpses }) => {
      const size = backend.threads.kernels.glimpseSavedSize(...sizeArguments(sizes)) as unknown as number
      return backend.allocate([glimpses, size])
    },
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
    const received = [dState, dPolicy, dAction, dDecoded]
    const read = [theta, patch, action, hState, hPolicy, decoded, saved]
    const written = [frame, dPatch, dActionIn, dHState, dHPolicy]
    const args = [...received, ...read, ...written].map(addressOrNone(backend))
    backend.threads.run('glimpseGrad', [...args, ...sizeArguments(sizes)], theta.shape[0])
    const dTheta = backend.defer(theta.shape, thetaGradient, [{ tensors: [frame], attrs: sizes }])
    backend.disposeData(frame.dataId)
    return [dTheta, ...gradients]
  }),
]
