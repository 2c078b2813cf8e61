import { RnpError } from '../errors.ts'
import type { Ground } from './decode.ts'
import { files } from './formats/files.ts'
import { generateGlyphs, glyphs } from './formats/glyphs.ts'
import { formatNamed, sourceOf } from './formats/index.ts'
import type { ImageSet, ReadOptions, Split } from './imageSet.ts'
import { listSource } from './list.ts'
import { type ListedPicture, type Listing, labelNamesOf } from './listing.ts'
import { decodeAll, type Invert } from './pictures.ts'
import { READABLE } from './recognise.ts'
import { Sources } from './sources.ts'

/** The generated set's name as a source. */
export const GLYPHS = glyphs.name

const HINT = `Give ${glyphs.about}, ${READABLE}.`

/** How to read pictures, whatever their source; see pictures.ts and decode.ts for what `invert` and `alpha` do. */
export type LoadOptions = Omit<ReadOptions, 'split'> & {
  /** Default 'all'. */
  readonly split?: Split
  /** Default 'auto'. */
  readonly invert?: Invert
  /** What lies behind transparent pixels. Default 'white': most transparent drawings are dark ink, made for paper. */
  readonly alpha?: Ground
  /** Decides which pictures are generated, or held out as the test split. Default 0. */
  readonly seed?: number
}

/**
 * Reads pictures from wherever they are: "glyphs", which are generated and have no end (`count` says how many, 20,000
 * unless given, or 2,000 for test; split 'all' has those of 'train'), or what lies at one path or several, as
 * `listSource` lists it. A single picture file is not divided into splits.
 *
 * `invert` and `alpha` are for loose pictures only: other formats know their ground.
 *
 * @returns pictures of `side` x `side` px, white ink on black, with notes of what was done to them.
 * Throws an RnpError when there is nothing at a path, nothing usable in it, or a file is damaged; a file among others
 * that cannot be used is listed in `skipped`. Rejects with the reason of `signal` when that is aborted.
 */
export async function loadImages(
  source: string | readonly string[],
  { split = 'all', ...others }: LoadOptions,
): Promise<ImageSet> {
  const options = { ...others, split }
  options.signal?.throwIfAborted()
  requireWhole('side', options.side)
  if (options.count !== undefined) requireWhole('count', options.count)

  if (source === GLYPHS) return generateGlyphs(options)
  const paths = typeof source === 'string' ? [source] : source
  if (paths.length === 0)
    throw new RnpError('usage/invalid', 'No picture was named: the list is empty.', HINT)
  const { seed, signal } = options
  return readListing(await listSource(paths, { seed, signal, hint: HINT }), options)
}

async function readListing(listing: Listing, options: LoadOptions & { split: Split }): Promise<ImageSet> {
  const { name, kind, skipped } = listing
  const format = formatNamed(kind)
  const chosen = picturesOf(listing, options.split)
  const sources = new Sources()
  const unread = chosen.map((picture) => ({
    source: format?.shortName?.(picture) ?? sourceOf(picture),
    label: picture.label,
    grey: (alpha: Ground) => sources.grey(picture, { alpha }),
  }))
  const isLabelled = chosen.every(({ label }) => label !== undefined)
  try {
    const set = await decodeAll(name, unread, isLabelled ? labelNamesOf(listing) : [], skipped, {
      ...options,
      alpha: (!format?.invert && options.alpha) || 'white',
      invert: format?.invert ?? options.invert ?? 'auto',
    })
    const inverted = format?.invert === 'always' ? ['Inverted: black ink on white.'] : set.notes
    return { ...set, notes: options.split === 'all' ? inverted : [...inverted, ...listing.notes] }
  } finally {
    sources.close()
  }
}

/** The pictures of a split, in their order. Throws a data error where there are pictures, but none in it. */
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

function requireWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new RnpError(
    'usage/invalid',
    `The ${name} of the pictures is ${value}.`,
    'Give a whole number of at least 1.',
  )
}
