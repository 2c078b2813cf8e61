import { hash } from 'node:crypto'
import type { PictureAddress } from '../../model/data/address.ts'
import { decodeSamples, toGrey } from '../../model/data/decode.ts'
import { borderMedian, borderOf, median } from '../../model/data/ground.ts'
import { readHeader } from '../../model/data/header.ts'
import type { Samples } from '../../model/data/samples.ts'
import { isPixels, type Sources } from '../../model/data/sources.ts'
import { Sequencer } from '../base/limiter.ts'
import type { PictureFacts } from './readerJobs.ts'
import { isGrey } from './shrink.ts'
import { thumbnailOf } from './thumbnail.ts'

/** Reads one picture and returns what the library stores about it. Rejects with the reason if it cannot be read. */
export async function factsOf(address: PictureAddress, sources: Sources): Promise<PictureFacts> {
  const stored = await sources.read(address)
  if (isPixels(stored)) {
    const { width, height, pixels } = stored
    const label = sources.labelOf(address)
    return { hash: sha256(pixels), width, height, ground: borderMedian(stored), grey: true, label }
  }
  const samples = await decodeWithin(stored)
  const grey = isGrey(samples)
  return {
    hash: sha256(stored),
    width: samples.width,
    height: samples.height,
    ground: groundOf(samples),
    grey,
    ...(samples.levels && { levels: samples.levels }),
    thumbnail: await thumbnailOf(samples, grey),
  }
}

/** A decoded picture of this size takes some 130 MB; larger ones are decoded one at a time. */
const MAX_PIXELS_IN_PARALLEL = 16_000_000
const largePictures = new Sequencer()

/** Decodes as `decodeSamples` does, in bounded memory however many pictures are asked for at once. */
export async function decodeWithin(bytes: Uint8Array): Promise<Samples> {
  const { width, height } = readHeader(bytes)
  return width * height > MAX_PIXELS_IN_PARALLEL
    ? largePictures.queue(() => decodeSamples(bytes))
    : decodeSamples(bytes)
}

export function sha256(bytes: Uint8Array | Uint8ClampedArray): string {
  return hash('sha256', bytes, 'hex')
}

/** Equals `borderMedian` of the whole picture in grey, but converts the border alone. */
function groundOf({ width, height, channels, white, values }: Samples): number {
  const border = borderOf(width, height)
  const picked = new Float32Array(border.length * channels)
  for (let i = 0; i < border.length; i++) {
    for (let c = 0; c < channels; c++) picked[i * channels + c] = values[border[i] * channels + c]
  }
  const line = { width: border.length, height: 1, channels, white, values: picked }
  return median(toGrey(line, 'white').pixels)
}
