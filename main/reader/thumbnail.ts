import { Transformer } from '@napi-rs/image'
import type { Grey, Samples } from '../../model/data/decode.ts'
import { encodePng } from '../base/png.ts'
import { THUMBNAIL_SIDE } from '../contract/thumbnails.ts'
import { isGrey, shrink, toOneChannel } from './shrink.ts'

/** A thumbnail that is larger than this as a PNG is a photo. */
const DRAWING_BYTES = 4096
const PHOTO_QUALITY = 80

/** A picture's thumbnail: a PNG where that is small, as for drawings and small pictures; WebP for photos. */
export async function thumbnailOf(samples: Samples, grey = isGrey(samples)): Promise<Uint8Array> {
  const small = shrink(samples, THUMBNAIL_SIDE)
  const shown = grey ? toOneChannel(small) : small
  const png = await encodePng(shown)
  if (png.length <= DRAWING_BYTES) return png
  return new Transformer(png).webp(PHOTO_QUALITY)
}

/** A grey picture as the decoder would give it. */
export function samplesOf({ width, height, pixels }: Grey): Samples {
  return { width, height, channels: 1, white: 255, values: pixels }
}

/** A picture as a PNG of `side` px a side at most. */
export function pngOf(samples: Samples, side: number): Promise<Buffer> {
  const shown = shrink(samples, side)
  return encodePng(isGrey(samples) ? toOneChannel(shown) : shown)
}
