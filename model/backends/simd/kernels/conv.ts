import * as tf from '@tensorflow/tfjs-core'
import { PANEL, WINOGRAD_POINTS } from '../assembly/constants.ts'
import type { SimdBackend } from '../backend.ts'
import { type ConvAttrs, convInfo, serves, servesWinograd } from './convInfo.ts'
import { kernelOrCpu } from './kernel.ts'

/** Pictures in a range of work that a thread takes at once: a direct kernel packs the filter once for all of them. */
const grain = (backend: SimdBackend, pictures: number) => Math.ceil(pictures / (4 * backend.threads.count))

function forward(backend: SimdBackend, x: tf.TensorInfo, filter: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(x.shape, filter.shape, attrs)
  if (!serves(info, x, filter)) return undefined
  const out = backend.allocate(info.outShape)
  convolve(backend, info, { x, filter, out }, false, info.padInfo.top)
  return out
}

/** dx: the convolution of dy with the filter rotated by 180 degrees and its channels exchanged. */
function inputGradient(backend: SimdBackend, dy: tf.TensorInfo, filter: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(attrs.inputShape as number[], filter.shape, attrs)
  if (!serves(info, dy, filter)) return undefined
  const dx = backend.allocate(info.inShape)
  convolve(backend, info, { x: dy, filter, out: dx }, true, info.filterHeight - 1 - info.padInfo.top)
  return dx
}

/** Writes `out`, the convolution of x with a filter, by Winograd's kernels where they apply. */
function convolve(
  backend: SimdBackend,
  info: tf.backend_util.Conv2DInfo,
  { x, filter, out }: Readonly<Record<'x' | 'filter' | 'out', tf.TensorInfo>>,
  isTurned: boolean,
  pad: number,
): void {
  const { threads } = backend
  const [, height, width, channels] = x.shape
  const [batch, outHeight, outWidth, outputs] = out.shape
  const sizes = { height, width, channels, outputs, pad, outHeight, outWidth }
  const turned = isTurned ? 1 : 0
  const split = { grain: grain(backend, batch) }
  if (!servesWinograd(info)) {
    const addresses = backend.addresses({ x, filter, out })
    threads.run('conv', { ...addresses, ...sizes, size: info.filterHeight, turned }, batch, split)
    return
  }
  const weights = backend.allocate([WINOGRAD_POINTS, channels, outputs])
  const transformed = backend.addresses({ filter, weights })
  threads.run('winogradFilter', { ...transformed, channels, outputs, turned }, outputs / PANEL)
  threads.run('winograd', { ...backend.addresses({ x, weights, out }), ...sizes }, batch, split)
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
  const args = {
    ...backend.addresses({ x, dy, partials }),
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outputs: info.outChannels,
    pad: info.padInfo.top,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    batch: info.batchSize,
    chunk,
  }
  if (servesWinograd(info)) threads.run('winogradFilterSlices', args, slices)
  else threads.run('convFilterSlices', { ...args, size: info.filterHeight }, slices)
  if (slices > 1) {
    threads.run('sumColumns', { ...backend.addresses({ x: partials, out }), rows: slices, columns: size }, 1)
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
