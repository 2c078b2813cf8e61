import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RnpError } from '../errors.ts'
import { areaFit } from './area.ts'
import { readIdx } from './idx.ts'
import type { ImageSet, ReadOptions } from './imageSet.ts'
import type { ListedPicture, Listing } from './listing.ts'
import { emptySplit } from './split.ts'

/** Names of the files of an MNIST-like set. */
export const imagesName = /^(train|t10k)-images[-.]idx3-ubyte(\.gz)?$/
export const labelsName = /^(train|t10k)-labels[-.]idx1-ubyte(\.gz)?$/

/** True when the names of a folder's files are those of an MNIST-like set. */
export function looksLikeMnist(names: readonly string[]): boolean {
  return names.some((name) => imagesName.test(name))
}

/**
 * Reads a folder laid out as MNIST: `train-images-idx3-ubyte` and `t10k-images-idx3-ubyte` (or `.idx3-ubyte`), plain or
 * .gz, each with its labels where they are there. Train is the former and test the latter; where one is missing the
 * other's last 10,000 pictures (at most a sixth) are the test split.
 */
export async function readMnist(folder: string, options: ReadOptions): Promise<ImageSet> {
  return readPairs(basename(folder), await pairsIn(folder), options)
}

/** Lists the pictures of a folder laid out as MNIST, with labels and splits as `readMnist` gives them. */
export async function listMnist(folder: string): Promise<Listing> {
  return listPairs(basename(folder), await pairsIn(folder))
}

/** Lists the pictures of one IDX file, as `readIdxSet` gives them. */
export function listIdx(path: string): Promise<Listing> {
  return listPairs(basename(path), [path])
}

/** True when files are those of one MNIST-like set, and some hold pictures. */
export function areMnist(files: readonly string[]): boolean {
  const names = files.map((file) => basename(file))
  return looksLikeMnist(names) && names.every((name) => imagesName.test(name) || labelsName.test(name))
}

/** Lists the pictures of the files of one MNIST-like set (areMnist), as those of a folder that holds only them. */
export function listMnistFiles(files: readonly string[]): Promise<Listing> {
  return listPairs(basename(dirname(files[0])), pairsAmong(files))
}

/** The images files of a folder laid out as MNIST: train, then test. */
async function pairsIn(folder: string): Promise<string[]> {
  return pairsAmong((await readdir(folder)).map((name) => join(folder, name)))
}

function pairsAmong(files: readonly string[]): string[] {
  // Plain files before packed ones: there is nothing to unpack.
  const images = files.filter((file) => imagesName.test(basename(file))).sort((a, b) => a.length - b.length)
  const found = ['train', 't10k'].map((prefix) => images.find((file) => basename(file).startsWith(prefix)))
  return found.filter((file) => file !== undefined)
}

/**
 * Reads one IDX file of images, with the labels file of the corresponding name beside it where there is one. Its last
 * 10,000 pictures (at most a sixth) are the test split.
 */
export function readIdxSet(path: string, options: ReadOptions): Promise<ImageSet> {
  return readPairs(basename(path), [path], options)
}

async function readPairs(name: string, images: readonly string[], options: ReadOptions): Promise<ImageSet> {
  const { side, split, count: limit = Number.POSITIVE_INFINITY, signal } = options
  const notes: string[] = []
  const [first, second] = images
  const chosen = !second || split === 'all' ? images : [split === 'train' ? first : second]
  const parts: (Awaited<ReturnType<typeof readPair>> & { from: number; to: number })[] = []
  let count = 0
  for (const path of chosen) {
    signal?.throwIfAborted()
    const pair = await readPair(path)
    let [from, to] = [0, pair.images.shape[0]]
    if (!second && split !== 'all') {
      const heldOut = heldOutOf(to)
      notes.push(noTestFile(to))
      if (split === 'train') to -= heldOut
      else from = to - heldOut
      if (from === to) throw emptySplit(path, split, `${to} pictures`)
    }
    to = Math.min(to, from + limit - count)
    count += to - from
    parts.push({ ...pair, from, to })
  }

  const area = side * side
  const pixels = new Uint8Array(count * area)
  const rounded = new Uint8ClampedArray(pixels.buffer)
  const labels = parts.every((part) => part.labels) ? new Int32Array(count) : undefined
  const sources: string[] = []
  for (const part of parts) {
    const [, rows, columns] = part.images.shape
    const fit = areaFit(columns, rows, side)
    for (let i = part.from; i < part.to; i++) {
      const picture = part.images.data.subarray(i * rows * columns, (i + 1) * rows * columns)
      if (rows === side && columns === side) pixels.set(picture, sources.length * area)
      else fit(picture, 0, rounded, sources.length * area)
      if (labels) labels[sources.length] = part.labels!.data[i]
      sources.push(idxName(part.path, i))
    }
  }
  const largest = Math.max(0, ...parts.map((part) => part.labels?.data.reduce((a, b) => Math.max(a, b)) ?? 0))
  const labelNames = labels && Array.from({ length: largest + 1 }, (_, label) => String(label))
  return { name, count, side, pixels, labels, labelNames, sources, skipped: [], notes }
}

async function listPairs(name: string, images: readonly string[]): Promise<Listing> {
  const pictures: ListedPicture[] = []
  const notes: string[] = []
  for (const [file, path] of images.entries()) {
    const { images: pixels, labels } = await readPair(path)
    const count = pixels.shape[0]
    const alone = images.length === 1
    if (alone) notes.push(noTestFile(count))
    const train = alone ? count - heldOutOf(count) : file === 0 ? count : 0
    for (let i = 0; i < count; i++) {
      pictures.push({
        kind: 'idx',
        path,
        member: String(i),
        ...(labels && { label: String(labels.data[i]) }),
        split: i < train ? 'train' : 'test',
      })
    }
  }
  return { name, kind: 'idx', pictures, skipped: [], notes }
}

/** What people call a picture of an IDX file: "t10k 17". */
export function idxName(path: string, index: number): string {
  return `${basename(path).split('-')[0]} ${index}`
}

/** How many pictures, the last ones, are held out where there is no test file. */
function heldOutOf(count: number): number {
  return Math.min(10_000, Math.floor(count / 6))
}

function noTestFile(count: number): string {
  return `There is no test file: the last ${heldOutOf(count)} of ${count} pictures are held out as the test split.`
}

/** An images file and the labels file that belongs to it, if there is one. */
async function readPair(path: string) {
  const labelsPath = await labelsBeside(path)
  const images = await readIdx(path, 'images')
  const labels = labelsPath ? await readIdx(labelsPath, 'labels') : undefined
  if (labels && labels.shape[0] !== images.shape[0]) {
    throw new RnpError(
      'data/mismatch',
      `${path} has ${images.shape[0]} pictures but ${labelsPath} has ${labels.shape[0]} labels.`,
      'They belong to different sets: fetch both again.',
    )
  }
  return { path, images, labels }
}

/** The labels file that belongs to an images file by its name, e.g. train-labels.idx1-ubyte.gz; undefined if none. */
async function labelsBeside(images: string): Promise<string | undefined> {
  const plain = (name: string) => name.replace(/\.gz$/, '').replace('.idx', '-idx')
  const wanted = plain(basename(images)).replace('images', 'labels').replace('idx3', 'idx1')
  if (wanted === plain(basename(images))) return undefined
  const names = await readdir(dirname(images))
  const found = names.filter((name) => plain(name) === wanted).sort((a, b) => a.length - b.length)
  return found.length > 0 ? join(dirname(images), found[0]) : undefined
}
