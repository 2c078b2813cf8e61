import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RnpError } from '../../errors.ts'
import type { PictureAddress } from '../address.ts'
import type { Placed } from '../arrange.ts'
import { type Idx, looksLikeIdx, readIdx } from '../idx.ts'
import type { ListedPicture, Listing } from '../listing.ts'
import { Recent } from '../recent.ts'
import { isFolder } from '../walk.ts'
import type { FileFormat, FolderPlace, PictureKind, PictureReader } from './format.ts'

/** Names of the images files of an MNIST-like set. */
const setName = /^(train|t10k)-images[-.]idx3-ubyte(\.gz)?$/
const setLabelsName = /^(train|t10k)-labels[-.]idx1-ubyte(\.gz)?$/
/** Names of IDX files, of images and of labels, with or without the number that browsers add to a second download. */
const named = /[-.]idx[13]?(-ubyte)?( \(\d+\))?(\.gz)?$/i
const labelsNamed = /[-.]idx1(-ubyte)?( \(\d+\))?(\.gz)?$/i

/** Bytes of unpacked files that are kept for the next picture. */
const MAX_UNPACKED_BYTES = 256 * 2 ** 20
/** Where there is no test file, the last pictures are held out: at most this many, and at most a sixth. */
const MAX_HELD_OUT = 10_000

/** Pictures of an IDX file. The `member` of each is its index there. */
const numbered: PictureKind = { name: 'idx', nameOf, reader }

/**
 * MNIST and other sets in its layout of IDX files: a folder with `train-images-idx3-ubyte` and `t10k-images-idx3-ubyte`
 * (or `.idx3-ubyte`), or the files of such a set, or one file of images of any name; plain or .gz, each with its labels
 * where they lie beside it. The first file is the train split and the second the test split; where one is missing, the
 * last 10,000 pictures of the other (at most a sixth) are the test split.
 */
export const idx: FileFormat = {
  name: 'idx',
  about: 'a folder laid out as MNIST (train-images-idx3-ubyte), an IDX file',
  invert: 'never',
  recognises: async (place) => {
    if ('start' in place) return looksLikeIdx(place.start) || isPacked(place.start)
    return (await imagesIn(place)).length > 0
  },
  list: async (place) => {
    return listImages(basename(place.path), 'start' in place ? [place.path] : await imagesIn(place))
  },
  listTogether: (paths) => {
    const names = paths.map((path) => basename(path))
    if (!names.some((name) => setName.test(name))) return undefined
    if (!names.every((name) => setName.test(name) || setLabelsName.test(name))) return undefined
    return listImages(basename(dirname(paths[0])), imagesAmong(paths))
  },
  inFolder: { named, places },
  shortName: nameOf,
  pictures: numbered,
}

/** "t10k 17": the beginning of the file's name, and the picture's index. */
function nameOf({ path, member }: PictureAddress): string {
  return `${basename(path).split('-')[0]} ${member}`
}

function isPacked(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

async function imagesIn({ entries, path }: FolderPlace): Promise<string[]> {
  const found: string[] = []
  for (const entry of entries) {
    // Some archives unpack into a folder that has the name of the file in it.
    if (setName.test(entry.name) && !(await isFolder(entry))) found.push(join(path, entry.name))
  }
  return imagesAmong(found)
}

/** The images files of an MNIST-like set: train, then test. */
function imagesAmong(files: readonly string[]): string[] {
  // Plain files come before packed ones, since they need no unpacking.
  const images = files.filter((file) => setName.test(basename(file))).sort((a, b) => a.length - b.length)
  const found = ['train', 't10k'].map((prefix) => images.find((file) => basename(file).startsWith(prefix)))
  return found.filter((file) => file !== undefined)
}

async function listImages(name: string, images: readonly string[]): Promise<Listing> {
  const pictures: ListedPicture[] = []
  const notes: string[] = []
  let largest = -1
  for (const [file, path] of images.entries()) {
    const { count, labels } = await readPair(path)
    const heldOut = Math.min(MAX_HELD_OUT, Math.floor(count / 6))
    if (images.length === 1) {
      notes.push(
        `There is no test file: the last ${heldOut} of ${count} pictures are held out as the test split.`,
      )
    }
    const train = images.length === 1 ? count - heldOut : file === 0 ? count : 0
    for (let i = 0; i < count; i++) {
      if (labels && labels[i] > largest) largest = labels[i]
      pictures.push({
        kind: numbered.name,
        path,
        member: String(i),
        ...(labels && { label: String(labels[i]) }),
        split: i < train ? 'train' : 'test',
      })
    }
  }
  const labelNames = Array.from({ length: largest + 1 }, (_, label) => String(label))
  return { name, kind: idx.name, pictures, skipped: [], notes, labelNames }
}

async function places(path: string, at: string): Promise<Placed[]> {
  // Labels are read with their images.
  if (labelsNamed.test(path)) return []
  const { count, labels } = await readPair(path)
  const beside = at.includes('/') ? `${dirname(at)}/` : ''
  return Array.from({ length: count }, (_, i) => ({
    at: `${at}/${i}`,
    picture: { kind: numbered.name, path, member: String(i) },
    ...(labels && { label: `${beside}${labels[i]}` }),
  }))
}

/** An images file's number of pictures, and the labels [count] of the file that belongs to it, if there is one. */
async function readPair(path: string): Promise<{ count: number; labels?: Uint8Array }> {
  const labelsPath = await labelsBeside(path)
  const [count] = (await readIdx(path, 'images')).shape
  const labels = labelsPath ? (await readIdx(labelsPath, 'labels')).data : undefined
  if (labels && labels.length !== count) {
    throw new RnpError(
      'data/mismatch',
      `${path} has ${count} pictures but ${labelsPath} has ${labels.length} labels.`,
      'They belong to different sets: fetch both again.',
    )
  }
  return { count, labels }
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

function reader(): PictureReader {
  const files = new Recent<Idx>({
    load: (path) => readIdx(path, 'images'),
    sizeOf: ({ data }) => data.length,
    limit: MAX_UNPACKED_BYTES,
  })
  return {
    read: ({ path, member }) =>
      files.use(path, ({ shape: [count, height, width], data }) => {
        const index = Number(member)
        if (!(index < count)) throw new Error(`${path} has ${count} pictures, and no number ${member}`)
        const area = width * height
        const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset + index * area, area)
        return { width, height, pixels }
      }),
    close: () => files.clear(),
  }
}
