import * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { SCRATCH_BYTES } from '../threads.ts'
import { kernelOrCpu } from './kernel.ts'

/** Scratch that a tile of the product takes (assembly/tile.ts). */
const TILE_BYTES = 256

/** Whether the kernels serve this convolution: square, stride 1, no dilation, float32, channels last. */
function serves(info: tf.backend_util.Conv2DInfo, ...tensors: tf.TensorInfo[]): boolean {
  return (
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.dilationHeight === 1 &&
    info.dilationWidth === 1 &&
    info.filterHeight === info.filterWidth &&
    info.padInfo.top === info.padInfo.left &&
    info.padInfo.top < info.filterHeight &&
    info.dataFormat === 'channelsLast' &&
    scratchBytes(info) <= SCRATCH_BYTES - TILE_BYTES &&
    tensors.every(({ dtype }) => dtype === 'float32')
  )
}

/** At most what the three kernels keep in scratch: a packed filter or gradient, and a padded picture. */
function scratchBytes(info: tf.backend_util.Conv2DInfo): number {
  const panels = (channels: number) => Math.ceil(channels / 16) * 16
  const border = info.filterHeight - 1
  const height = Math.max(info.inHeight, info.outHeight)
  const width = Math.max(info.inWidth, info.outWidth)
  const filter = info.filterHeight ** 2 * panels(info.inChannels) * panels(info.outChannels)
  const gradient = info.outHeight * info.outWidth * 16
  const picture = (height + border) * (width + border) * Math.max(info.inChannels, info.outChannels)
  return 4 * (filter + gradient + picture)
}

/** Pictures a thread takes at once: it packs the filter once for them. */
const grain = (backend: SimdBackend, pictures: number) => Math.ceil(pictures / (4 * backend.threads.count))

interface ConvAttrs {
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number
  readonly dataFormat: 'NHWC' | 'NCHW'
  readonly dilations?: number | [number, number]
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  readonly filterShape?: [number, number, number, number]
  readonly inputShape?: [number, number, number, number]
}

function convInfo(input: number[], filter: number[], attrs: ConvAttrs): tf.backend_util.Conv2DInfo {
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attrs
  return tf.backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  )
}

function forward(backend: SimdBackend, x: tf.TensorInfo, filter: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(x.shape, filter.shape, attrs)
  if (!serves(info, x, filter)) return undefined
  const out = backend.allocate(info.outShape)
  const sizes = [info.inHeight, info.inWidth, info.inChannels, info.outChannels, info.filterHeight]
  const args = [
    backend.address(x),
    backend.address(filter),
    backend.address(out),
    ...sizes,
    info.padInfo.top,
    info.outHeight,
    info.outWidth,
  ]
  backend.threads.run('conv', args, info.batchSize, { grain: grain(backend, info.batchSize) })
  return out
}

/** dx: the convolution of dy with the filter turned by 180 degrees, its channels exchanged. */
function inputGradient(backend: SimdBackend, dy: tf.TensorInfo, filter: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(attrs.inputShape as number[], filter.shape, attrs)
  if (!serves(info, dy, filter)) return undefined
  const { filterHeight: size, inChannels, outChannels } = info
  const turned = backend.allocate([size, size, outChannels, inChannels])
  turn(
    backend.data.get(filter.dataId).values as Float32Array,
    backend.data.get(turned.dataId).values as Float32Array,
    size * size,
    inChannels,
    outChannels,
  )
  const out = backend.allocate(info.inShape)
  const args = [
    backend.address(dy),
    backend.address(turned),
    backend.address(out),
    info.outHeight,
    info.outWidth,
    outChannels,
    inChannels,
    size,
    size - 1 - info.padInfo.top,
    info.inHeight,
    info.inWidth,
  ]
  backend.threads.run('conv', args, info.batchSize, { grain: grain(backend, info.batchSize) })
  backend.disposeData(turned.dataId)
  return out
}

/** to[taps - 1 - tap, o, i] = from[tap, i, o]. */
function turn(from: Float32Array, to: Float32Array, taps: number, inputs: number, outputs: number): void {
  for (let tap = 0; tap < taps; tap++) {
    const [a, b] = [tap * inputs * outputs, (taps - 1 - tap) * inputs * outputs]
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) to[b + o * inputs + i] = from[a + i * outputs + o]
    }
  }
}

function filterGradient(backend: SimdBackend, x: tf.TensorInfo, dy: tf.TensorInfo, attrs: ConvAttrs) {
  const info = convInfo(x.shape, attrs.filterShape as number[], attrs)
  if (!serves(info, x, dy)) return undefined
  const { threads } = backend
  const chunk = Math.ceil(info.batchSize / threads.count)
  const slices = Math.ceil(info.batchSize / chunk)
  const size = tf.util.sizeFromShape(info.filterShape)
  const partials = backend.allocate([slices, size])
  const out = backend.allocate(info.filterShape)
  const sizes = [info.inHeight, info.inWidth, info.inChannels, info.outChannels, info.filterHeight]
  const args = [
    backend.address(x),
    backend.address(dy),
    backend.address(partials),
    ...sizes,
    info.padInfo.top,
    info.outHeight,
    info.outWidth,
    info.batchSize,
    chunk,
  ]
  threads.run('convFilterSlices', args, slices)
  threads.kernels.sumColumns(backend.address(partials), backend.address(out), slices, size, 0, 1)
  backend.disposeData(partials.dataId)
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
