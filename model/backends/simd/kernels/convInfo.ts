import * as tf from '@tensorflow/tfjs-core'
import { PANEL, TILE_BYTES, WINOGRAD_BLOCK, WINOGRAD_POINTS } from '../assembly/constants.ts'
import { SCRATCH_BYTES } from '../threads.ts'

/** Attributes of tfjs's three kernels of a convolution. */
export interface ConvAttrs {
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number
  readonly dataFormat: 'NHWC' | 'NCHW'
  readonly dilations?: number | [number, number]
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
  readonly filterShape?: [number, number, number, number]
  readonly inputShape?: [number, number, number, number]
}

export function convInfo(input: number[], filter: number[], attrs: ConvAttrs): tf.backend_util.Conv2DInfo {
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

/** Whether our kernels handle this convolution: square, stride 1, no dilation, float32, channels last. */
export function serves(info: tf.backend_util.Conv2DInfo, ...tensors: tf.TensorInfo[]): boolean {
  return (
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.dilationHeight === 1 &&
    info.dilationWidth === 1 &&
    info.filterHeight === info.filterWidth &&
    info.padInfo.top === info.padInfo.left &&
    info.padInfo.top < info.filterHeight &&
    info.dataFormat === 'channelsLast' &&
    directBytes(info) <= SCRATCH_BYTES - TILE_BYTES &&
    tensors.every(({ dtype }) => dtype === 'float32')
  )
}

/** Whether Winograd's kernels (assembly/winograd.ts) handle a convolution that our kernels handle. */
export function servesWinograd(info: tf.backend_util.Conv2DInfo): boolean {
  return (
    info.filterHeight === 3 &&
    info.inChannels % 16 === 0 &&
    info.outChannels % 16 === 0 &&
    winogradBytes(info) <= SCRATCH_BYTES - TILE_BYTES
  )
}

/** An upper bound on the direct kernels' scratch memory: a packed filter or gradient, and a padded picture. */
function directBytes(info: tf.backend_util.Conv2DInfo): number {
  const panels = (channels: number) => Math.ceil(channels / PANEL) * PANEL
  const border = info.filterHeight - 1
  const height = Math.max(info.inHeight, info.outHeight)
  const width = Math.max(info.inWidth, info.outWidth)
  const filter = info.filterHeight ** 2 * panels(info.inChannels) * panels(info.outChannels)
  const gradient = info.outHeight * info.outWidth * PANEL
  const picture = (height + border) * (width + border) * Math.max(info.inChannels, info.outChannels)
  return 4 * (filter + gradient + picture)
}

/** An upper bound on Winograd's scratch memory: 36 points of the filter and of a block of tiles, padded pictures. */
function winogradBytes(info: tf.backend_util.Conv2DInfo): number {
  const channels = info.inChannels + info.outChannels
  const height = Math.max(info.inHeight, info.outHeight) + 6
  const width = Math.max(info.inWidth, info.outWidth) + 6
  const points = WINOGRAD_POINTS * (info.inChannels * info.outChannels + WINOGRAD_BLOCK * channels + 12)
  return 4 * (points + height * width * channels)
}
