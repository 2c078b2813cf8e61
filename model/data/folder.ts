import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { RnpError } from '../errors.ts'
import type { Ground } from './decode.ts'
import type { ImageSet, ReadOptions, Skipped } from './imageSet.ts'
import {
  arrange,
  isClutter,
  type ListedPicture,
  type Listing,
  type ListOptions,
  labelNamesOf,
  type Placed,
} from './listing.ts'
import { imagesName, labelsName, listIdx } from './mnist.ts'
import { byBytes } from './order.ts'
import { decodeAll, type Invert } from './pictures.ts'
import { Sources } from './sources.ts'
import { emptySplit } from './split.ts'
import { zipNames } from './zip.ts'

/** How loose picture files are read; see pictures.ts and decode.ts for what each does. */
export interface PictureOptions extends ReadOptions {
  /** Default 'auto'. */
  readonly invert?: Invert
  /** What lies behind transparent pixels. Default 'white': most transparent drawings are dark ink, made for paper. */
  readonly alpha?: Ground
  /** Decides which pictures are held out as the test split. Default 0. */
  readonly seed?: number
}

/**
 * Lists every picture under a folder, in the byte order of their paths; labels and splits as `arrange` says. Links are
 * followed, no folder twice. Zips in it are read as folders of their name; IDX files of pictures that are named as such
 * are read with the labels beside them. Files are not opened: some may turn out to be no pictures.
 */
export async function listFolder(folder: string, options: ListOptions = {}): Promise<Listing> {
  const { files, skipped } = await walk(folder, options)
  const placed: Placed[] = []
  for (const file of files) {
    options.signal?.throwIfAborted()
    try {
      for (const each of await placesOf(folder, file)) placed.push(each)
    } catch (error) {
      if (!(error instanceof RnpError)) throw error
      skipped.push({ file: join(folder, file), reason: error.message })
    }
  }
  const { pictures, outside } = arrange(placed, options.seed)
  for (const { picture } of outside) {
    skipped.push({ file: sourceOf(picture), reason: 'outside train/ and test/' })
  }
  return { name: basename(folder), kind: 'folder', pictures, skipped, notes: [] }
}

/** Lists a zip of pictures like a folder. */
export async function listZip(path: string, options: ListOptions = {}): Promise<Listing> {
  const { pictures, outside } = arrange(await zipPlaces(path), options.seed)
  const skipped = outside.map(({ picture }) => {
    return { file: sourceOf(picture), reason: 'outside train/ and test/' }
  })
  options.onFound?.(pictures.length)
  return { name: basename(path), kind: 'zip', pictures, skipped, notes: [] }
}

/** Lists picture files in the order given. A tenth, drawn by `seed`, is the test split. */
export function listFiles(files: readonly string[], { seed }: ListOptions = {}): Listing {
  const name = files.length === 1 ? basename(files[0]) : `${files.length} files`
  const placed = files.map(
    (path) => ({ at: basename(path), picture: { kind: 'file', path, member: '' } }) as const,
  )
  return { name, kind: 'files', pictures: arrange(placed, seed).pictures, skipped: [], notes: [] }
}

/** Reads every picture under a folder, as `listFolder` lists them. */
export async function readFolder(folder: string, options: PictureOptions): Promise<ImageSet> {
  return readListing(await listFolder(folder, options), options)
}

/** Reads every picture of a zip, as `listZip` lists them. */
export async function readZip(path: string, options: PictureOptions): Promise<ImageSet> {
  return readListing(await listZip(path, options), options)
}

/** Reads the pictures of a list of files, in the order given. A tenth, drawn by `seed`, is the test split. */
export function readFiles(files: readonly string[], options: PictureOptions): Promise<ImageSet> {
  return readListing(listFiles(files, options), options)
}

async function readListing({ name, pictures, skipped }: Listing, options: PictureOptions): Promise<ImageSet> {
  const { split, alpha = 'white', invert = 'auto' } = options
  const chosen = split === 'all' ? pictures : pictures.filter((each) => each.split === split)
  if (chosen.length === 0 && pictures.length > 0) {
    throw emptySplit(name, split as ListedPicture['split'], `${pictures.length} files`)
  }
  const sources = new Sources()
  const unread = chosen.map((picture) => ({
    source: sourceOf(picture),
    label: picture.label,
    grey: (ground: Ground) => {
      return sources.grey(picture, { alpha: ground }).catch((error: Error) => {
        // A damaged member of an archive is one picture of many here, like a damaged file.
        throw new Error(error.message, { cause: error })
      })
    },
  }))
  try {
    return await decodeAll(name, unread, labelNamesOf(pictures), skipped, { ...options, alpha, invert })
  } finally {
    sources.close()
  }
}

/** A picture's whole address, for people. */
export function sourceOf({ path, member }: { readonly path: string; readonly member: string }): string {
  return member === '' ? path : `${path} ${member}`
}

/** What one file of a folder holds. */
async function placesOf(folder: string, file: string): Promise<Placed[]> {
  const path = join(folder, file)
  const at = file.replaceAll(sep, '/')
  if (isClutter(at) || labelsName.test(basename(file))) return []
  if (/\.zip$/i.test(file)) {
    const inside = await zipPlaces(path)
    return inside.map((each) => ({ ...each, at: `${at.slice(0, -4)}/${each.at}` }))
  }
  if (imagesName.test(basename(file))) {
    const { pictures } = await listIdx(path)
    const beside = at.includes('/') ? `${dirname(at)}/` : ''
    return pictures.map(({ label, split: _, ...picture }) => ({
      at: `${at}/${picture.member}`,
      picture,
      ...(label !== undefined && { label: `${beside}${label}` }),
    }))
  }
  return [{ at, picture: { kind: 'file', path, member: '' } }]
}

/** The members of a zip, in byte order; a single folder that holds everything else counts for nothing. */
async function zipPlaces(path: string): Promise<Placed[]> {
  const names: string[] = []
  for await (const name of zipNames(path)) if (!isClutter(name)) names.push(name)
  const root = names[0]?.slice(0, names[0].indexOf('/') + 1) ?? ''
  const nested = names.every((name) => name.startsWith(root)) ? root.length : 0
  return names
    .sort(byBytes)
    .map((member) => ({ at: member.slice(nested), picture: { kind: 'zip', path, member } }))
}

/** All files under `root`, relative to it, in byte order. Links to folders come last, so that no name hides a real one. */
export async function walk(
  root: string,
  { signal, onFound }: ListOptions = {},
): Promise<{ files: string[]; skipped: Skipped[] }> {
  const files: string[] = []
  const skipped: Skipped[] = []
  const seen = new Set<string>()
  const folders = [root]
  const links: string[] = []
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift() ?? links.shift()) {
    signal?.throwIfAborted()
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
      onFound?.(files.length)
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
