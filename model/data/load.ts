import { RnpError } from '../errors.ts'
import { type PictureOptions, readFiles, readFolder, readZip } from './folder.ts'
import { glyphs } from './glyphs/glyphs.ts'
import type { ImageSet, Split } from './imageSet.ts'
import { readIdxSet, readMnist } from './mnist.ts'
import { readOmniglot } from './omniglot.ts'
import { READABLE, recognise } from './recognise.ts'

/** The generated set's name as a source. */
export const GLYPHS = 'glyphs'
const GLYPHS_COUNT = { train: 20_000, test: 2_000 }

const KNOWN = `Give "${GLYPHS}", ${READABLE}`

/** How to read pictures, whatever their source. */
export type LoadOptions = Omit<PictureOptions, 'split'> & {
  /** Default 'all'. */
  readonly split?: Split
}

/**
 * Reads pictures from wherever they are; what `source` is, is told from what it holds:
 *
 * - "glyphs": the generated set (glyphs.ts). It has no end: `count` says how many (default 20,000, or 2,000 for test),
 *   `seed` which, and split 'all' gives those of 'train'
 * - a folder laid out as MNIST, or one IDX file (mnist.ts)
 * - Omniglot, in a folder or a zip (omniglot.ts)
 * - any other folder or zip, a picture file, or a list of picture files (folder.ts); a single file is not divided into
 *   splits
 *
 * `invert` and `alpha` are for loose pictures only: the ground of the other sources is known.
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

  if (typeof source !== 'string') {
    if (source.length === 0)
      throw new RnpError('usage/invalid', 'No picture was named: the list is empty.', KNOWN)
    return source.length === 1 ? loadImages(source[0], options) : readFiles(source, options)
  }
  if (source === GLYPHS) return generate(options)
  const kind = await recognise(source, KNOWN)
  if (kind === 'picture') return readFiles([source], { ...options, split: 'all' })
  return readers[kind](source, options)
}

const readers = {
  mnist: readMnist,
  omniglot: readOmniglot,
  folder: readFolder,
  idx: readIdxSet,
  zip: readZip,
}

function requireWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new RnpError(
    'usage/invalid',
    `The ${name} of the pictures is ${value}.`,
    'Give a whole number of at least 1.',
  )
}

function generate({ side, split, seed = 0, count }: PictureOptions): ImageSet {
  const stream = split === 'test' ? 'test' : 'train'
  return glyphs({ side, seed, split: stream, count: count ?? GLYPHS_COUNT[stream] })
}
