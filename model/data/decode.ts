import { JsColorType, type Orientation, Transformer } from '@napi-rs/image'
import { GifReader } from 'omggif'
import { readHeader } from './header.ts'
import { applyLevels } from './levels.ts'
import type { Levels, Samples } from './samples.ts'
import { decodeTiff } from './tiff/tiff.ts'
import { turn } from './turn.ts'

/** A grey picture: [height, width], 0 black to 255 white. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8ClampedArray
  /** Present where other stored values than the ends of their type became black and white. */
  readonly levels?: Levels
}

/** The colour behind a transparent picture. */
export type Ground = 'white' | 'black'

/** Larger pictures are rejected before they are decoded: 100 megapixels of RGBA are 400 MB. */
const MAX_PIXELS = 100_000_000
/** The longest side a JPEG can have. */
const MAX_SIDE = 65_535

/**
 * Decodes the bytes of one picture file (imageFormats.ts; of a GIF the first frame) to grey: turned upright by its EXIF
 * orientation, composited over `ground` where transparent, then luminance by Rec. 709 (0.2126 R + 0.7152 G +
 * 0.0722 B) of the stored, gamma-encoded values.
 *
 * @throws as `decodeSamples` does
 */
export async function decodePicture(bytes: Uint8Array, ground: Ground): Promise<Grey> {
  return toGrey(await decodeSamples(bytes), ground)
}

/**
 * Decodes the bytes of one picture file (imageFormats.ts; of a GIF the first frame), turned upright by its EXIF
 * orientation.
 *
 * @throws Error whose message is the reason: not a picture, truncated, corrupt, of a kind that is not read, over 100 megapixels or 65,535 px a side
 */
export async function decodeSamples(bytes: Uint8Array): Promise<Samples> {
  const { format, width, height, orientation } = readHeader(bytes)
  if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) {
    throw new Error(
      `too large: ${width} x ${height} px; limits: ${MAX_PIXELS / 1e6} megapixels, ${MAX_SIDE} px a side`,
    )
  }
  if (format === 'gif') return firstFrame(bytes)
  const special = format === 'tiff' ? await decodeTiff(bytes) : undefined
  return special ? turn(special, orientation) : decode(bytes, orientation)
}

async function decode(bytes: Uint8Array, orientation: number): Promise<Samples> {
  const picture = new Transformer(bytes)
  const { width, height, colorType } = await picture.metadata()
  const layout = layouts[colorType]
  if (!layout) throw new Error(`unknown colour type ${colorType}`)
  const raw = await picture.rotate(orientation as Orientation).rawPixels()
  const turned = orientation >= 5
  return applyLevels({
    width: turned ? height : width,
    height: turned ? width : height,
    channels: layout.channels,
    white: layout.white,
    values: new layout.Values(
      raw.buffer as ArrayBuffer,
      raw.byteOffset,
      raw.length / layout.Values.BYTES_PER_ELEMENT,
    ),
  })
}

const layouts: Partial<
  Record<
    JsColorType,
    {
      channels: number
      white: number
      Values: Uint8ArrayConstructor | Uint16ArrayConstructor
    }
  >
> = {
  [JsColorType.L8]: { channels: 1, white: 255, Values: Uint8Array },
  [JsColorType.La8]: { channels: 2, white: 255, Values: Uint8Array },
  [JsColorType.Rgb8]: { channels: 3, white: 255, Values: Uint8Array },
  [JsColorType.Rgba8]: { channels: 4, white: 255, Values: Uint8Array },
  [JsColorType.L16]: { channels: 1, white: 65535, Values: Uint16Array },
  [JsColorType.La16]: { channels: 2, white: 65535, Values: Uint16Array },
  [JsColorType.Rgb16]: { channels: 3, white: 65535, Values: Uint16Array },
  [JsColorType.Rgba16]: { channels: 4, white: 65535, Values: Uint16Array },
}

function firstFrame(bytes: Uint8Array): Samples {
  const gif = new GifReader(bytes)
  if (gif.numFrames() === 0) throw new Error('corrupt: a GIF without a frame')
  const { width, height } = gif
  const frame = gif.frameInfo(0)
  // This also limits the memory that decoding takes: a frame's own size is not limited by the screen's.
  if (frame.x + frame.width > width || frame.y + frame.height > height) {
    throw new Error(
      `corrupt: a frame of ${frame.width} x ${frame.height} px leaves its screen of ${width} x ${height}`,
    )
  }
  const values = new Uint8Array(width * height * 4)
  gif.decodeAndBlitFrameRGBA(0, values)
  return { width, height, channels: 4, white: 255, values }
}

/** Samples as one grey picture, composited over `ground` where transparent (see decodePicture). */
export function toGrey(samples: Samples, ground: Ground): Grey {
  const { width, height, channels, white, values, levels } = samples
  if (channels === 1 && white === 255) return { width, height, pixels: new Uint8ClampedArray(values) }
  const pixels = new Uint8ClampedArray(width * height)
  const coloured = channels >= 3
  const transparent = channels % 2 === 0
  const behind = ground === 'white' ? 255 : 0
  const scale = 255 / white
  for (let i = 0, at = 0; i < pixels.length; i++, at += channels) {
    const grey = coloured
      ? 0.2126 * values[at] + 0.7152 * values[at + 1] + 0.0722 * values[at + 2]
      : values[at]
    const alpha = transparent ? values[at + channels - 1] / white : 1
    pixels[i] = alpha * grey * scale + (1 - alpha) * behind
  }
  return { width, height, pixels, ...(levels && { levels }) }
}
