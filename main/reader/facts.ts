import { hash } from 'node:crypto'
import type { PictureAddress } from '../../model/data/address.ts'
import { decodeSamples, type Samples, toGrey } from '../../model/data/decode.ts'
import { borderMedian, borderOf, median } from '../../model/data/ground.ts'
import { readHeader } from '../../model/data/header.ts'
import { isPixels, type Sources } from '../../model/data/sources.ts'
import { atOnce } from '../base/atOnce.ts'
import type { PictureFacts } from './readerJobs.ts'
import { isGrey } from './shrink.ts'
import { thumbnailOf } from './thumbnail.ts'

/** Reads one picture and tells what the library keeps of it. Rejects with the reason where it cannot be read. */
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
    thumbnail: await thumbnailOf(samples, grey),
  }
}

/** Decoded, a picture of this size takes some 130 MB: those above are decoded one after the other. */
const LARGE_PIXELS = 16_000_000
const large = atOnce(1)

/** `decodeSamples`, within a bound of memory however many pictures are asked for at once. */
export async function decodeWithin(bytes: Uint8Array): Promise<Samples> {
  const { width, height } = readHeader(bytes)
  return width * height > LARGE_PIXELS ? large(() => decodeSamples(bytes)) : decodeSamples(bytes)
}

export function sha256(bytes: Uint8Array | Uint8ClampedArray): string {
  return hash('sha256', bytes, 'hex')
}

/** As `borderMedian` of the whole picture in grey, without making that of a large one. */
function groundOf({ width, height, channels, white, values }: Samples): number {
  const border = borderOf(width, height)
  const picked = new Float32Array(border.length * channels)
  for (let i = 0; i < border.length; i++) {
    for (let c = 0; c < channels; c++) picked[i * channels + c] = values[border[i] * channels + c]
  }
  const line = { width: border.length, height: 1, channels, white, values: picked }
  return median(toGrey(line, 'white').pixels)
}
