import type * as tf from '@tensorflow/tfjs-core'
import { RnpError } from '../../../errors.ts'
import type { GeneratedSizes } from '../../../ops/generated.ts'
import type { SimdBackend } from '../backend.ts'
import { SCRATCH_BYTES } from '../threads.ts'
import { kernel, type SimdKernel } from './kernel.ts'

/** The sizes as the kernels take them. */
export function sizeArguments({ patch, z, e, hidden, activation }: GeneratedSizes): number[] {
  return [patch, z, e, hidden, activation === 'layernorm-elu' ? 1 : 0]
}

/** Numbers that one glimpse saves for its gradient. */
export function savedSize(backend: SimdBackend, sizes: GeneratedSizes): number {
  return backend.threads.kernels.glimpseSavedSize(...sizeArguments(sizes)) as unknown as number
}

const forward: SimdKernel<GeneratedSizes, tf.TensorInfo[]> = (backend, inputs, sizes) => {
  const { theta, patch, action, hState, hPolicy } = inputs
  const batch = theta.shape[0]
  const widths = [sizes.z, sizes.z, action.shape[1], patch.shape[1], savedSize(backend, sizes)]
  const outputs = widths.map((width) => backend.allocate([batch, width]))
  const args = [theta, patch, action, hState, hPolicy, ...outputs].map(addressOrNone(backend))
  backend.threads.run('glimpse', [...args, ...sizeArguments(sizes)], batch)
  return outputs
}

/** Numbers of a gradient's frame that no size changes: two actions and three action layers of 32 (assembly/glimpse.ts). */
const FIXED_NUMBERS = 108
/** Scratch before the frames (assembly/generated.ts). */
const PRODUCT_SCRATCH = 256

/** Throws where a gradient's frames, one a glimpse, do not fit a thread's scratch. */
export function requireScratch({ patch, z, e, hidden }: GeneratedSizes, glimpses: number): void {
  const bytes = PRODUCT_SCRATCH + glimpses * 4 * (2 * patch ** 2 + FIXED_NUMBERS + 4 * z + 7 * hidden + e)
  if (bytes > SCRATCH_BYTES) {
    throw new RnpError(
      'engine',
      `The gradient of ${glimpses} glimpses with patches of ${patch} px needs ${bytes} bytes of a thread's scratch, which has ${SCRATCH_BYTES}.`,
      'Use fewer glimpses or smaller patches, or another backend (--backend cpu).',
    )
  }
}

export const glimpse = () => [
  kernel('FirstGlimpse', forward),
  kernel('Glimpse', forward),
  kernel<GeneratedSizes>('GlimpseGrad', (backend, inputs, sizes) => {
    requireScratch(sizes, 1)
    const { dState, dPolicy, dAction, dDecoded } = inputs
    const { theta, patch, action, hState, hPolicy, decoded, saved } = inputs
    const states = hState ? [hState, hPolicy] : []
    const gradients = [theta, patch, action, ...states].map(({ shape }) => backend.allocate(shape))
    const [dTheta, dPatch, dActionIn, dHState, dHPolicy] = gradients
    const received = [dState, dPolicy, dAction, dDecoded]
    const read = [theta, patch, action, hState, hPolicy, decoded, saved]
    const written = [dTheta, dPatch, dActionIn, dHState, dHPolicy]
    const args = [...received, ...read, ...written].map(addressOrNone(backend))
    backend.threads.run('glimpseGrad', [...args, ...sizeArguments(sizes)], theta.shape[0])
    return gradients
  }),
]

/** A first glimpse has no states before it: the kernels take 0 as their address. */
function addressOrNone(backend: SimdBackend) {
  return (tensor: tf.TensorInfo | undefined) => (tensor ? backend.address(tensor) : 0)
}
