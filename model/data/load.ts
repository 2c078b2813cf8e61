import { RnpError } from '../errors.ts'
import { generateGlyphs, glyphs } from './formats/glyphs.ts'
import type { ImageSet, Split } from './imageSet.ts'
import { listSource } from './list.ts'
import { type ReadListingOptions, readListing } from './readListing.ts'
import { READABLE } from './recognise.ts'

/** The generated set's name as a source. */
export const GLYPHS = glyphs.name

const HINT = `Give ${glyphs.about}, ${READABLE}.`

/** How to read pictures, whatever their source. */
export type LoadOptions = Omit<ReadListingOptions, 'split'> & {
  /** Default 'all'. */
  readonly split?: Split
  /** Decides which pictures are generated, or held out as the test split. Default 0. */
  readonly seed?: number
}

/**
 * Reads pictures from any source: "glyphs", which are generated endlessly (`count` of them, by default 20,000, or 2,000
 * for test; split 'all' has those of 'train'), or what lies at one path or several, by `listSource` and `readListing`.
 *
 * @returns pictures of `side` x `side` px, white ink on black, with notes of what was done to them; files among others
 *   that cannot be used are in `skipped`
 * @throws RnpError when there is nothing at a path, nothing usable in it, or a file is damaged; the signal's reason when
 *   it is aborted
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

function requireWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new RnpError(
    'usage/invalid',
    `The ${name} of the pictures is ${value}.`,
    'Give a whole number of at least 1.',
  )
}
