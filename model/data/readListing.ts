import { RnpError } from '../errors.ts'
import { type Canvas, readCanvases } from './canvases.ts'
import type { Ground } from './decode.ts'
import { files } from './formats/files.ts'
import { formatNamed, sourceOf } from './formats/index.ts'
import { type Invert, MIN_LIGHT_GROUND } from './ground.ts'
import { IMAGE_FORMATS } from './imageFormats.ts'
import type { ImageSet, ReadOptions, Skipped, Split } from './imageSet.ts'
import { stretchedNote } from './levels.ts'
import { type ListedPicture, type Listing, labelNamesOf } from './listing.ts'
import { Sources } from './sources.ts'

export interface ReadListingOptions extends ReadOptions {
  /** Default 'auto'. */
  readonly invert?: Invert
  /** What lies behind transparent pixels. Default 'white': most transparent drawings are dark ink, made for paper. */
  readonly alpha?: Ground
}

/**
 * Reads the pictures of a listing's split (canvases.ts) in their order until `count` are good; those that cannot be read
 * are in `skipped` with the reason. If the format defines inversion, `invert` and `alpha` are ignored. A single picture
 * file is not divided into splits.
 *
 * @throws RnpError 'data/empty' where the split is empty or none of its pictures is usable, and the signal's reason once
 *   it is aborted
 */
export async function readListing(listing: Listing, options: ReadListingOptions): Promise<ImageSet> {
  const { side, split, count = Number.POSITIVE_INFINITY, signal } = options
  const format = formatNamed(listing.kind)
  const alpha = (!format?.invert && options.alpha) || 'white'
  const invert = format?.invert ?? options.invert ?? 'auto'
  const nameOf = (picture: ListedPicture) => format?.shortName?.(picture) ?? sourceOf(picture)
  const pictures = picturesOf(listing, split)

  const read: Canvas<ListedPicture>[] = []
  const skipped: Skipped[] = [...listing.skipped]
  const sources = new Sources()
  try {
    const canvases = readCanvases(pictures, {
      side,
      grey: (picture) => sources.grey(picture, { alpha }),
      isInverted: (_, ground) => invert === 'always' || (invert === 'auto' && ground >= MIN_LIGHT_GROUND),
      signal,
    })
    for await (const canvas of canvases) {
      if ('pixels' in canvas) read.push(canvas)
      else skipped.push({ file: nameOf(canvas.picture), reason: (canvas.error as Error).message.trim() })
      if (read.length === count) break
    }
  } finally {
    sources.close()
  }
  if (read.length === 0) throw noneUsable(listing.name, skipped)

  const isLabelled = pictures.every(({ label }) => label !== undefined)
  return {
    name: listing.name,
    count: read.length,
    side,
    pixels: stack(read, side),
    ...(isLabelled && labelled(read, labelNamesOf(listing))),
    sources: read.map(({ picture }) => nameOf(picture)),
    skipped,
    notes: [
      ...(listing.remarks ?? []),
      ...inversionNotes(read, invert, format?.invert !== undefined),
      ...stretchedNotes(read, nameOf),
      ...(split === 'all' ? [] : listing.notes),
    ],
  }
}

/**
 * The pictures of a split, in their order.
 *
 * @throws RnpError 'data/empty' where there are pictures, but none in it
 */
function picturesOf({ name, kind, pictures }: Listing, split: Split): readonly ListedPicture[] {
  const isWhole = split === 'all' || (kind === files.name && pictures.length === 1)
  const chosen = isWhole ? pictures : pictures.filter((each) => each.split === split)
  if (chosen.length > 0 || pictures.length === 0) return chosen
  throw new RnpError(
    'data/empty',
    `${name} has ${pictures.length} ${pictures.length === 1 ? 'picture' : 'pictures'}: its ${split} split is empty.`,
    'Read all of it instead.',
  )
}

function stack(read: readonly Canvas<ListedPicture>[], side: number): Uint8Array {
  const area = side * side
  const stacked = new Uint8Array(read.length * area)
  for (const [i, { pixels }] of read.entries()) stacked.set(pixels, i * area)
  return stacked
}

function labelled(read: readonly Canvas<ListedPicture>[], labelNames: readonly string[]) {
  const index = new Map(labelNames.map((label, i) => [label, i]))
  return { labels: Int32Array.from(read, ({ picture }) => index.get(picture.label!)!), labelNames }
}

/** Tells a person which pictures were inverted without being asked for. */
function inversionNotes(
  read: readonly Canvas<ListedPicture>[],
  invert: Invert,
  isOfFormat: boolean,
): string[] {
  if (isOfFormat) return invert === 'always' ? ['Inverted: black ink on white.'] : []
  const light = invert === 'auto' ? read.filter(({ ground }) => ground >= MIN_LIGHT_GROUND).length : 0
  if (light === 0) return []
  const which = light === read.length ? 'all' : `${light} of ${read.length}`
  return [`Inverted: ${which} pictures, dark ink on a light ground by their borders.`]
}

function stretchedNotes(
  read: readonly Canvas<ListedPicture>[],
  nameOf: (picture: ListedPicture) => string,
): string[] {
  const found = read.find(({ levels }) => levels)
  return found ? [stretchedNote(nameOf(found.picture), found.levels!)] : []
}

function noneUsable(name: string, skipped: readonly Skipped[]): RnpError {
  const some = skipped.slice(0, 3).map(({ file, reason }) => `${file}: ${reason}`)
  return new RnpError(
    'data/empty',
    `No usable picture in ${name}: ${skipped.length === 0 ? 'it has no files' : `${skipped.length === 1 ? 'its one file was' : `all ${skipped.length} files were`} skipped`}.`,
    some.length > 0 ? `The first: ${some.join('; ')}.` : `Give a folder with ${IMAGE_FORMATS} pictures.`,
  )
}
