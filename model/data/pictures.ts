import { RnpError } from '../errors.ts'
import { type Canvas, readCanvases } from './canvases.ts'
import type { Grey, Ground } from './decode.ts'
import { LIGHT } from './ground.ts'
import { IMAGE_FORMATS } from './imageFormats.ts'
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

/**
 * Reads pictures (canvases.ts) in their order until `count` are good; bad ones are listed in `skipped` with the reason.
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
  const { side, count: limit = Number.POSITIVE_INFINITY, alpha, invert, signal } = options
  const skipped: Skipped[] = [...passedOver]
  const fitted: Canvas<UnreadPicture>[] = []
  const canvases = readCanvases(pictures, {
    side,
    grey: (picture) => picture.grey(alpha),
    isInverted: (_, ground) => invert === 'always' || (invert === 'auto' && ground >= LIGHT),
    signal,
  })
  for await (const canvas of canvases) {
    if ('pixels' in canvas) {
      fitted.push(canvas)
      if (fitted.length === limit) break
    } else {
      skipped.push({ file: canvas.picture.source, reason: (canvas.error as Error).message.trim() })
    }
  }
  if (fitted.length === 0) throw noneUsable(name, skipped)

  return {
    name,
    count: fitted.length,
    side,
    pixels: stack(fitted, side),
    ...(labelNames.length > 0 && labelled(fitted, labelNames)),
    sources: fitted.map(({ picture }) => picture.source),
    skipped,
    notes: invert === 'auto' ? inversionNotes(fitted) : [],
  }
}

function stack(fitted: readonly Canvas<UnreadPicture>[], side: number): Uint8Array {
  const area = side * side
  const stacked = new Uint8Array(fitted.length * area)
  for (const [i, { pixels }] of fitted.entries()) stacked.set(pixels, i * area)
  return stacked
}

function labelled(fitted: readonly Canvas<UnreadPicture>[], labelNames: readonly string[]) {
  const index = new Map(labelNames.map((label, i) => [label, i]))
  return { labels: Int32Array.from(fitted, ({ picture }) => index.get(picture.label!)!), labelNames }
}

function inversionNotes(fitted: readonly Canvas<UnreadPicture>[]): string[] {
  const light = fitted.filter(({ ground }) => ground >= LIGHT).length
  if (light === 0) return []
  const which = light === fitted.length ? 'all' : `${light} of ${fitted.length}`
  return [`Inverted: ${which} pictures, dark ink on a light ground by their borders.`]
}

function noneUsable(name: string, skipped: readonly Skipped[]): RnpError {
  const some = skipped.slice(0, 3).map(({ file, reason }) => `${file}: ${reason}`)
  return new RnpError(
    'data/empty',
    `No usable picture in ${name}: ${skipped.length === 0 ? 'it has no files' : `all ${skipped.length} files were passed over`}.`,
    some.length > 0 ? `The first: ${some.join('; ')}.` : `Give a folder with ${IMAGE_FORMATS} pictures.`,
  )
}
