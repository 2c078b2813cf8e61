import * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { type ConvAttrs, convInfo, serves, servesWinograd, WINOGRAD_POINTS } from './convInfo.ts'
import { kernelOrCpu } from './kernel.ts'

/** Pictures a thread takes at once: a direct kernel packs the filter once for them. */
const grain = (backend: SimdBackend, pictures: number) => Math.ceil(pictures / (4 * backend.threads.count))

function forward(backend: SimdBackend, x: tf.TensorInfo, filter: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(x.shape, filter.shape, attrs)
  if (!serves(info, x, filter)) return undefined
  const out = backend.allocate(info.outShape)
  convolve(backend, info, [x, filter, out], false, info.padInfo.top)
  return out
}

/** dx: the convolution of dy with the filter turned by 180 degrees, its channels exchanged. */
function inputGradient(backend: SimdBackend, dy: tf.TensorInfo, filter: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(attrs.inputShape as number[], filter.shape, attrs)
  if (!serves(info, dy, filter)) return undefined
  const dx = backend.allocate(info.inShape)
  convolve(backend, info, [dy, filter, dx], true, info.filterHeight - 1 - info.padInfo.top)
  return dx
}

/** Writes `to`, the convolution of `from` with a filter, by Winograd's kernels where they serve. */
function convolve(
  backend: SimdBackend,
  info: tf.backend_util.Conv2DInfo,
  [from, filter, to]: readonly tf.TensorInfo[],
  turned: boolean,
  pad: number,
): void {
  const { threads } = backend
  const [, height, width, channels] = from.shape
  const [batch, outHeight, outWidth, outputs] = to.shape
  const at = (tensor: tf.TensorInfo) => backend.address(tensor)
  const inSizes = [height, width, channels, outputs]
  const outSizes = [pad, outHeight, outWidth]
  const split = { grain: grain(backend, batch) }
  if (!servesWinograd(info)) {
    const filterSizes = [info.filterHeight, turned ? 1 : 0]
    threads.run('conv', [at(from), at(filter), at(to), ...inSizes, ...filterSizes, ...outSizes], batch, split)
    return
  }
  const weights = backend.allocate([WINOGRAD_POINTS, channels, outputs])
  threads.run('winogradFilter', [at(filter), at(weights), channels, outputs, turned ? 1 : 0], outputs / 16)
  threads.run('winograd', [at(from), at(weights), at(to), ...inSizes, ...outSizes], batch, split)
  backend.disposeData(weights.dataId)
}

function filterGradient(backend: SimdBackend, x: tf.TensorInfo, dy: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(x.shape, attrs.filterShape as number[], attrs)
  if (!serves(info, x, dy)) return undefined
  const { threads } = backend
  const chunk = Math.ceil(info.batchSize / threads.count)
  const slices = Math.ceil(info.batchSize / chunk)
  const size = tf.util.sizeFromShape(info.filterShape)
  const out = backend.allocate(info.filterShape)
  const partials = slices > 1 ? backend.allocate([slices, size]) : out
  const isWinograd = servesWinograd(info)
  const args = [
    backend.address(x),
    backend.address(dy),
    backend.address(partials),
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outChannels,
    ...(isWinograd ? [] : [info.filterHeight]),
    info.padInfo.top,
    info.outHeight,
    info.outWidth,
    info.batchSize,
    chunk,
  ]
  threads.run(isWinograd ? 'winogradFilterSlices' : 'convFilterSlices', args, slices)
  if (slices > 1) {
    threads.run('sumColumns', [backend.address(partials), backend.address(out), slices, size], 1)
    backend.disposeData(partials.dataId)
  }
  return out
}

export const conv = () => [
  kernelOrCpu<ConvAttrs>('Conv2D', (backend, { x, filter }, attrs) => forward(backend, x, filter, attrs)),
  kernelOrCpu<ConvAttrs>('Conv2DBackpropInput', (backend, { dy, filter }, attrs) =>
    inputGradient(backend, dy, filter, attrs),
  ),
  kernelOrCpu<ConvAttrs>('Conv2DBackpropFilter', (backend, { x, dy }, attrs) =>
    filterGradient(backend, x, dy, attrs),
  ),
]
