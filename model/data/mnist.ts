import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RnpError } from '../errors.ts'
import { areaFit } from './area.ts'
import { readIdx } from './idx.ts'
import type { ImageSet, ReadOptions } from './imageSet.ts'
import { emptySplit } from './split.ts'

const imagesName = /^(train|t10k)-images[-.]idx3-ubyte(\.gz)?$/

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
  const names = await readdir(folder)
  // Plain files before packed ones: there is nothing to unpack.
  const images = names.filter((name) => imagesName.test(name)).sort((a, b) => a.length - b.length)
  const found = ['train', 't10k'].map((prefix) => images.find((name) => name.startsWith(prefix)))
  const pairs = found.filter((name) => name !== undefined).map((name) => join(folder, name))
  return readPairs(basename(folder), pairs, options)
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
      const heldOut = Math.min(10_000, Math.floor(to / 6))
      notes.push(
        `There is no test file: the last ${heldOut} of ${to} pictures are held out as the test split.`,
      )
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
    const prefix = basename(part.path).split('-')[0]
    for (let i = part.from; i < part.to; i++) {
      const picture = part.images.data.subarray(i * rows * columns, (i + 1) * rows * columns)
      if (rows === side && columns === side) pixels.set(picture, sources.length * area)
      else fit(picture, 0, rounded, sources.length * area)
      if (labels) labels[sources.length] = part.labels!.data[i]
      sources.push(`${prefix} ${i}`)
    }
  }
  const largest = Math.max(0, ...parts.map((part) => part.labels?.data.reduce((a, b) => Math.max(a, b)) ?? 0))
  const labelNames = labels && Array.from({ length: largest + 1 }, (_, label) => String(label))
  return { name, count, side, pixels, labels, labelNames, sources, skipped: [], notes }
}

/** An images file and the labels file that belongs to it, if there is one. */
async function readPair(path: string) {
  const labelsPath = await labelsBeside(path)
  const images = await readIdx(path, 'images')
  const labels = labelsPath ? await readIdx(labelsPath, 'labels') : undefined
  if (labels && labels.shape[0] !== images.shape[0]) {
    throw new RnpError(
      'data',
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
