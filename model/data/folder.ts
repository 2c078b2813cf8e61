import { type Dirent, statSync } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { Ground } from './decode.ts'
import type { ImageSet, ReadOptions, Skipped } from './imageSet.ts'
import { byBytes } from './order.ts'
import { decodeAll, type EncodedPicture, type Invert } from './pictures.ts'
import { emptySplit, splitByFraction } from './split.ts'

/** How loose picture files are read; see pictures.ts and decode.ts for what each does. */
export interface PictureOptions extends ReadOptions {
  /** Default 'auto'. */
  readonly invert?: Invert
  /** What lies behind transparent pixels. Default 'white': most transparent drawings are dark ink, made for paper. */
  readonly alpha?: Ground
  /** Decides which pictures are held out as the test split. Default 0. */
  readonly seed?: number
}

/** 100 megapixels of uncompressed RGBA and room for a header. */
const MAX_FILE_BYTES = 400 * 2 ** 20
const TEST_FRACTION = 0.1

/**
 * Reads every picture under a folder, in the byte order of their paths. Labels are the folders they lie in, relative
 * to `folder`; pictures directly in it, with no folders beside them, have none. Links are followed, no folder twice.
 *
 * Where `folder` has both `train/` and `test/` these are the splits; else a tenth, drawn by `seed`, is the test split.
 */
export async function readFolder(folder: string, options: PictureOptions): Promise<ImageSet> {
  const hasSplits = ['train', 'test'].every((split) => {
    return statSync(join(folder, split), { throwIfNoEntry: false })?.isDirectory()
  })
  const { files, skipped } = await walk(folder)
  const isIn = (split: string) => (file: string) => file.startsWith(split + sep)
  const isGiven = (file: string) => !hasSplits || isIn('train')(file) || isIn('test')(file)
  const given = files.filter(isGiven)
  for (const file of files.filter((each) => !isGiven(each))) {
    skipped.push({ file: join(folder, file), reason: 'outside train/ and test/' })
  }
  const labelOf = (file: string) => {
    const path = hasSplits ? file.slice(file.indexOf(sep) + 1) : file
    return dirname(path).replaceAll(sep, '/')
  }
  const names = [...new Set(given.map(labelOf))].sort(byBytes)
  const chosen = !hasSplits
    ? divide(folder, given, options)
    : options.split === 'all'
      ? given
      : given.filter(isIn(options.split))
  const pictures = chosen.map((file) => fromFile(join(folder, file), labelOf(file)))
  const labelNames = names.length === 1 && names[0] === '.' ? [] : names
  return decodeAll(basename(folder), pictures, labelNames, skipped, withDefaults(options))
}

/** Reads the pictures of a list of files, in the order given. A tenth, drawn by `seed`, is the test split. */
export async function readFiles(files: readonly string[], options: PictureOptions): Promise<ImageSet> {
  const name = files.length === 1 ? basename(files[0]) : `${files.length} files`
  const pictures = divide(name, files, options).map((file) => fromFile(file))
  return decodeAll(name, pictures, [], [], withDefaults(options))
}

function withDefaults(options: PictureOptions) {
  return { ...options, alpha: options.alpha ?? 'white', invert: options.invert ?? 'auto' }
}

function divide(
  name: string,
  files: readonly string[],
  { split, seed = 0 }: PictureOptions,
): readonly string[] {
  if (split === 'all' || files.length === 0) return files
  const chosen = splitByFraction(files.length, TEST_FRACTION, seed)[split]
  if (chosen.length === 0) throw emptySplit(name, split, `${files.length} files`)
  return Array.from(chosen, (i) => files[i])
}

function fromFile(path: string, label?: string): EncodedPicture {
  return {
    source: path,
    label,
    read: async () => {
      const found = await stat(path)
      if (!found.isFile()) throw new Error('not a regular file')
      if (found.size > MAX_FILE_BYTES) {
        throw new Error(`too large: ${found.size} bytes, the limit is ${MAX_FILE_BYTES}`)
      }
      return readFile(path)
    },
  }
}

/** All files under `root`, relative to it, in byte order. Links to folders come last, so that no name hides a real one. */
async function walk(root: string): Promise<{ files: string[]; skipped: Skipped[] }> {
  const files: string[] = []
  const skipped: Skipped[] = []
  const seen = new Set<string>()
  const folders = [root]
  const links: string[] = []
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift() ?? links.shift()) {
    try {
      const real = await realpath(folder)
      if (seen.has(real)) {
        skipped.push({ file: folder, reason: 'a link to a folder already read' })
        continue
      }
      seen.add(real)
      const entries = await readdir(folder, { withFileTypes: true })
      for (const entry of entries.sort((a, b) => byBytes(a.name, b.name))) {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) folders.push(path)
        else if (await isLinkToFolder(entry, path)) links.push(path)
        else files.push(relative(root, path))
      }
    } catch (error) {
      skipped.push({ file: folder, reason: (error as Error).message })
    }
  }
  return { files: files.sort(byBytes), skipped }
}

/** A broken link is no folder: it is kept as a file, and reading it says what is wrong. */
async function isLinkToFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false
  return stat(path).then(
    (target) => target.isDirectory(),
    () => false,
  )
}
