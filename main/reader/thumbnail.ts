import { Transformer } from '@napi-rs/image'
import type { Grey } from '../../model/data/decode.ts'
import type { Samples } from '../../model/data/samples.ts'
import { encodePng } from '../base/png.ts'
import { THUMBNAIL_SIDE } from '../contract/thumbnails.ts'
import { isGrey, shrink, toOneChannel } from './shrink.ts'

/** A thumbnail whose PNG is larger than this is taken for a photo. */
const MAX_DRAWING_BYTES = 4096
const PHOTO_QUALITY = 80

/** Makes a thumbnail: a PNG if that is small, as for drawings and small pictures; WebP for photos. */
export async function thumbnailOf(samples: Samples, grey = isGrey(samples)): Promise<Uint8Array> {
  const small = shrink(samples, THUMBNAIL_SIDE)
  const shown = grey ? toOneChannel(small) : small
  const png = await encodePng(shown)
  if (png.length <= MAX_DRAWING_BYTES) return png
  return new Transformer(png).webp(PHOTO_QUALITY)
}

/** A grey picture in the form in which the decoder returns pictures. */
export function samplesOf({ width, height, pixels }: Grey): Samples {
  return { width, height, channels: 1, white: 255, values: pixels }
}

/** A picture as a PNG, at most `side` px a side. */
export function pngOf(samples: Samples, side: number): Promise<Buffer> {
  const shown = shrink(samples, side)
  return encodePng(isGrey(samples) ? toOneChannel(shown) : shown)
}
