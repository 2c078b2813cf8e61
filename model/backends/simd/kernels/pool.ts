import * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { fillZeros, kernelOrCpu } from './kernel.ts'

interface PoolAttrs {
  readonly filterSize: number | [number, number]
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** The sizes as arguments of both kernels; undefined unless the pooling has 2 x 2 windows, stride 2 and no padding. */
function poolSizes(x: tf.TensorInfo, { filterSize, strides, pad, dimRoundingMode }: PoolAttrs) {
  const info = tf.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  )
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info
  const isTwo = [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 2)
  if (!isTwo || padInfo.type !== 'VALID' || x.dtype !== 'float32') return undefined
  return {
    outShape: info.outShape,
    rows: info.batchSize * info.outHeight,
    sizes: {
      height: info.inHeight,
      width: info.inWidth,
      channels: info.inChannels,
      outHeight: info.outHeight,
      outWidth: info.outWidth,
    },
  }
}

/** Output rows in a range of work that a thread takes at once. */
const ROWS_PER_RANGE = 16

function maxPool(backend: SimdBackend, x: tf.TensorInfo, attrs: PoolAttrs) {
  const served = poolSizes(x, attrs)
  if (!served) return undefined
  const out = backend.allocate(served.outShape)
  const args = { ...backend.addresses({ x, out }), ...served.sizes }
  backend.threads.run('maxPool', args, served.rows, { grain: ROWS_PER_RANGE })
  return out
}

function maxPoolGrad(backend: SimdBackend, dy: tf.TensorInfo, x: tf.TensorInfo, attrs: PoolAttrs) {
  const served = poolSizes(x, attrs)
  if (!served) return undefined
  const dx = backend.allocate(x.shape)
  // The last line and column of odd sizes lie in no window
  const [, height, width] = x.shape
  if (height % 2 === 1 || width % 2 === 1) fillZeros(backend, dx)
  const args = { ...backend.addresses({ dy, x, dx }), ...served.sizes }
  backend.threads.run('maxPoolGrad', args, served.rows, { grain: ROWS_PER_RANGE })
  return dx
}

export const pool = () => [
  kernelOrCpu<PoolAttrs>('MaxPool', (backend, { x }, attrs) => maxPool(backend, x, attrs)),
  kernelOrCpu<PoolAttrs>('MaxPoolGrad', (backend, { dy, input }, attrs) =>
    maxPoolGrad(backend, dy, input, attrs),
  ),
]
