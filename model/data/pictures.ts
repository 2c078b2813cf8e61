import { RnpError } from '../errors.ts'
import { areaFitter } from './area.ts'
import type { Grey, Ground } from './decode.ts'
import type { ImageSet, ReadOptions, Skipped } from './imageSet.ts'

/** A picture that is still to be decoded, wherever its bytes lie. */
export interface UnreadPicture {
  readonly source: string
  /** Name of its class. */
  readonly label?: string
  /** Reads and decodes it, laid on `alpha` where it is transparent. Rejects with the reason when it cannot be had. */
  grey(alpha: Ground): Promise<Grey>
}

/** 'auto' turns dark ink on a light ground into light ink on black, as the model takes it. */
export type Invert = 'auto' | 'never' | 'always'

interface Fitted {
  /** [S, S]. */
  readonly pixels: Uint8ClampedArray
  /** Its border's (borderMedian). */
  readonly ground: number
  readonly picture: UnreadPicture
}

/** Few at once: one picture may take 400 MB while it is decoded, and decoding has four threads. */
const AT_ONCE = 4

/**
 * Decodes pictures to grey (decode.ts) on an S x S canvas (area.ts); what a picture does not cover is filled with its
 * own ground. Pictures are read in order until `count` are good; bad ones are listed in `skipped` with the reason.
 *
 * With invert 'auto' each picture is inverted whose own ground is light; `notes` say how many.
 *
 * @param labelNames all class names of the source, so that a label means the same in every split of it.
 * Throws a data error when no picture is usable.
 */
export async function decodeAll(
  name: string,
  pictures: readonly UnreadPicture[],
  labelNames: readonly string[],
  passedOver: readonly Skipped[],
  options: ReadOptions & { readonly alpha: Ground; readonly invert: Invert },
): Promise<ImageSet> {
  const { side, count: limit = Number.POSITIVE_INFINITY, alpha, signal } = options
  const fit = areaFitter(side)
  const skipped: Skipped[] = [...passedOver]
  const fitted: Fitted[] = []

  const decode = async (picture: UnreadPicture): Promise<Fitted | Skipped> => {
    try {
      const grey = await picture.grey(alpha)
      const ground = borderMedian(grey)
      return { pixels: fit(grey, ground), ground, picture }
    } catch (error) {
      // A data error concerns the whole source (a damaged archive); any other failure only this picture.
      if (error instanceof RnpError) throw error
      return { file: picture.source, reason: (error as Error).message.trim() }
    }
  }
  for (let at = 0; at < pictures.length && fitted.length < limit; ) {
    signal?.throwIfAborted()
    const next = pictures.slice(at, at + Math.min(AT_ONCE, limit - fitted.length))
    for (const result of await Promise.all(next.map(decode))) {
      if ('reason' in result) skipped.push(result)
      else fitted.push(result)
    }
    at += next.length
  }
  if (fitted.length === 0) throw noneUsable(name, skipped)

  return {
    name,
    count: fitted.length,
    side,
    pixels: stack(fitted, side, options.invert),
    ...(labelNames.length > 0 && labelled(fitted, labelNames)),
    sources: fitted.map(({ picture }) => picture.source),
    skipped,
    notes: options.invert === 'auto' ? inversionNotes(fitted) : [],
  }
}

/** Grey of a picture's ground: the median of its border pixels, 0 to 255. */
export function borderMedian({ width, height, pixels }: Grey): number {
  return median(borderOf(width, height).map((i) => pixels[i]))
}

/** Indices [2 * width + 2 * height] of a picture's border pixels, corners twice. */
export function borderOf(width: number, height: number): Uint32Array {
  const border = new Uint32Array(2 * width + 2 * height)
  for (let x = 0; x < width; x++) {
    border[2 * x] = x
    border[2 * x + 1] = (height - 1) * width + x
  }
  for (let y = 0; y < height; y++) {
    border[2 * (width + y)] = y * width
    border[2 * (width + y) + 1] = y * width + width - 1
  }
  return border
}

/** The lower median of greys, 0 to 255. */
export function median(greys: ArrayLike<number>): number {
  const histogram = new Uint32Array(256)
  for (let i = 0; i < greys.length; i++) histogram[greys[i]]++
  let below = 0
  return histogram.findIndex((count) => {
    below += count
    return 2 * below >= greys.length
  })
}

function stack(fitted: readonly Fitted[], side: number, invert: Invert): Uint8Array {
  const area = side * side
  const pixels = new Uint8Array(fitted.length * area)
  for (const [i, picture] of fitted.entries()) {
    const canvas = pixels.subarray(i * area, (i + 1) * area)
    canvas.set(picture.pixels)
    if (invert === 'always' || (invert === 'auto' && isLight(picture))) {
      for (let p = 0; p < area; p++) canvas[p] = 255 - canvas[p]
    }
  }
  return pixels
}

const isLight = ({ ground }: Fitted) => ground > 127

function labelled(fitted: readonly Fitted[], labelNames: readonly string[]) {
  const index = new Map(labelNames.map((label, i) => [label, i]))
  return { labels: Int32Array.from(fitted, ({ picture }) => index.get(picture.label!)!), labelNames }
}

function inversionNotes(fitted: readonly Fitted[]): string[] {
  const light = fitted.filter(isLight).length
  if (light === 0) return []
  const which = light === fitted.length ? 'all' : `${light} of ${fitted.length}`
  return [`Inverted: ${which} pictures, dark ink on a light ground by their borders.`]
}

function noneUsable(name: string, skipped: readonly Skipped[]): RnpError {
  const some = skipped.slice(0, 3).map(({ file, reason }) => `${file}: ${reason}`)
  return new RnpError(
    'data/empty',
    `No usable picture in ${name}: ${skipped.length === 0 ? 'it has no files' : `all ${skipped.length} files were passed over`}.`,
    some.length > 0
      ? `The first: ${some.join('; ')}.`
      : 'Give a folder with PNG, JPEG, WebP, BMP, GIF or TIFF pictures.',
  )
}
