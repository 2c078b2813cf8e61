import * as tf from '@tensorflow/tfjs-core'
import { kernel, kernelOrCpu } from './kernel.ts'

/** Kernels that move no numbers, or fill them. */
export const shapes = () => [
  kernel('Identity', (backend, { x }) => backend.share(x, x.shape)),
  kernel<{ shape: number[] }>('Reshape', (backend, { x }, { shape }) =>
    backend.share(x, tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(x.shape))),
  ),
  kernelOrCpu<{ dtype: tf.DataType }>('Cast', (backend, { x }, { dtype }) =>
    x.dtype === dtype ? backend.share(x, x.shape) : undefined,
  ),
  kernelOrCpu('ZerosLike', (backend, { x }) => {
    if (x.dtype !== 'float32') return undefined
    const out = backend.allocate(x.shape)
    ;(backend.data.get(out.dataId).values as Float32Array).fill(0)
    return out
  }),
]
