import { open, readdir, stat } from 'node:fs/promises'
import { RnpError } from '../errors.ts'
import { type PictureOptions, readFiles, readFolder } from './folder.ts'
import { glyphs } from './glyphs/glyphs.ts'
import { looksLikeIdx } from './idx.ts'
import type { ImageSet, Split } from './imageSet.ts'
import { looksLikeMnist, readIdxSet, readMnist } from './mnist.ts'
import { looksLikeOmniglot, readOmniglot } from './omniglot.ts'

/** The generated set's name as a source. */
export const GLYPHS = 'glyphs'
const GLYPHS_COUNT = { train: 20_000, test: 2_000 }

const KNOWN =
  `Give "${GLYPHS}", a folder laid out as MNIST (train-images-idx3-ubyte), a folder or zip of Omniglot ` +
  '(<Alphabet>/characterNN/*.png), an IDX file, a picture file, or a folder of pictures.'

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
 * - any other folder, a picture file, or a list of picture files (folder.ts); a single file is not divided into splits
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
    if (source.length === 0) throw new RnpError('usage', 'No picture was named: the list is empty.', KNOWN)
    return source.length === 1 ? loadImages(source[0], options) : readFiles(source, options)
  }
  if (source === GLYPHS) return generate(options)
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no file or folder of that name' : error.message
    throw new RnpError('data', `Cannot read ${source}: ${reason}.`, KNOWN, { cause: error })
  })
  if (found.isDirectory()) return loadFolder(source, options)
  if (found.isFile()) return loadFile(source, options)
  throw new RnpError('data', `Cannot read ${source}: it is neither a file nor a folder.`, KNOWN)
}

function requireWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new RnpError(
    'usage',
    `The ${name} of the pictures is ${value}.`,
    'Give a whole number of at least 1.',
  )
}

function generate({ side, split, seed = 0, count }: PictureOptions): ImageSet {
  const stream = split === 'test' ? 'test' : 'train'
  return glyphs({ side, seed, split: stream, count: count ?? GLYPHS_COUNT[stream] })
}

async function loadFolder(folder: string, options: PictureOptions): Promise<ImageSet> {
  const names = await readdir(folder).catch((error: Error) => {
    throw new RnpError('data', `Cannot read ${folder}: ${error.message}.`, KNOWN, { cause: error })
  })
  if (looksLikeMnist(names)) return readMnist(folder, options)
  if (await looksLikeOmniglot(folder)) return readOmniglot(folder, options)
  return readFolder(folder, options)
}

async function loadFile(file: string, options: PictureOptions): Promise<ImageSet> {
  const start = await firstBytes(file)
  const packed = start[0] === 0x1f && start[1] === 0x8b
  if (packed || looksLikeIdx(start)) return readIdxSet(file, options)
  if (start.subarray(0, 2).toString() === 'PK') return readOmniglot(file, options)
  return readFiles([file], { ...options, split: 'all' })
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file).catch((error: Error) => {
    throw new RnpError('data', `Cannot read ${file}: ${error.message}.`, KNOWN, { cause: error })
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
