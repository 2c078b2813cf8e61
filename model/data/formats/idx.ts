import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { RnpError } from '../../errors.ts'
import type { PictureAddress } from '../address.ts'
import type { Grey } from '../decode.ts'
import { type Idx, looksLikeIdx, readIdx } from '../idx.ts'
import type { ListedPicture, Listing } from '../listing.ts'
import { Recent } from '../recent.ts'
import { isFolder } from '../walk.ts'
import type { FileFormat, FolderPlace, InFolder, PictureKind, PictureReader } from './format.ts'

/** Names of IDX files, of images and of labels, with or without the number that browsers add to a second download. */
const named = /[-.]idx[13]?(-ubyte)?( \(\d+\))?(\.gz)?$/i
const labelsNamed = /[-.]idx1(-ubyte)?( \(\d+\))?(\.gz)?$/i

/** Bytes of unpacked files that are kept for the next picture. */
const MAX_UNPACKED_BYTES = 256 * 2 ** 20
/** Where there is no test file, the last pictures are held out: at most this many, and at most a sixth. */
const MAX_HELD_OUT = 10_000

/** A way in which a set's IDX files are named, and their pictures stored. */
export interface IdxLayout {
  readonly name: string
  readonly about: string
  /** Names of its images files: train, then test, with the set in a group `set` where there are several. */
  readonly images: readonly [train: RegExp, test: RegExp]
  /** What the file of a whole set may be called: its images and labels. */
  readonly isOfSet: (file: string) => boolean
  /** Names of its files in a folder of pictures, whatever else lies there. */
  readonly named: RegExp
  /** Whether a single file is of this layout, judging by its name. */
  readonly isFile: (file: string) => boolean
  /** The short name of a picture: the beginning of the file's name, and the picture's index. */
  readonly nameOf: (address: PictureAddress) => string
  /** Set where rows and columns are stored the wrong way round: what a person is told of their turning. */
  readonly turned?: string
}

/**
 * A format of IDX files: a folder with two images files of a layout, train and test, or these files, or one file of
 * images; plain or .gz, each with its labels where they lie beside it. The first file is the train split and the second
 * the test split; where one is missing, the last 10,000 pictures of the other (at most a sixth) are the test split.
 */
export function idxFormat(layout: IdxLayout): FileFormat {
  const { name, about, named, nameOf, turned } = layout
  const pictures: PictureKind = { name, nameOf, reader: () => reader(turned !== undefined) }
  const list = async (set: string, images: readonly string[]): Promise<Listing> => {
    const listing = await listImages(set, images, name)
    return turned === undefined ? listing : { ...listing, remarks: [turned] }
  }
  return {
    name,
    about,
    invert: 'never',
    recognises: async (place) => {
      if ('entries' in place) return (await imagesIn(place, layout)).length > 0
      return layout.isFile(basename(place.path)) && (looksLikeIdx(place.start) || isPacked(place.start))
    },
    list: async (place) => {
      return list(basename(place.path), 'start' in place ? [place.path] : await imagesIn(place, layout))
    },
    listTogether: (paths) => {
      if (!paths.every((path) => layout.isOfSet(basename(path)))) return undefined
      const images = imagesAmong(paths, layout)
      return images.length === 0 ? undefined : list(basename(dirname(paths[0])), images)
    },
    inFolder: {
      named,
      places: async (path, at) => ({
        ...(await places(path, at, name)),
        ...(turned !== undefined && { remarks: [turned] }),
      }),
    },
    shortName: nameOf,
    pictures,
  }
}

const setName = /^(train|t10k)-(images[-.]idx3|labels[-.]idx1)-ubyte(\.gz)?$/

/** MNIST and other sets in its layout: `train-images-idx3-ubyte` and `t10k-images-idx3-ubyte` (or `.idx3-ubyte`). */
export const idx: FileFormat = idxFormat({
  name: 'idx',
  about: 'a folder laid out as MNIST (train-images-idx3-ubyte), an IDX file',
  images: [/^train-images[-.]idx3-ubyte(\.gz)?$/, /^t10k-images[-.]idx3-ubyte(\.gz)?$/],
  isOfSet: (file) => setName.test(file),
  isFile: () => true,
  named,
  /** "t10k 17" */
  nameOf: ({ path, member }) => `${basename(path).split('-')[0]} ${member}`,
})

function isPacked(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

async function imagesIn({ entries, path }: FolderPlace, layout: IdxLayout): Promise<string[]> {
  const found: string[] = []
  for (const entry of entries) {
    // Some archives unpack into a folder that has the name of the file in it.
    if (layout.isOfSet(entry.name) && !(await isFolder(entry))) found.push(join(path, entry.name))
  }
  return imagesAmong(found, layout)
}

/** The images files of a set: train, then test; none where the files are of several sets. */
function imagesAmong(files: readonly string[], { images }: IdxLayout): string[] {
  const setOf = (file: string) => {
    const match = images.map((name) => name.exec(basename(file))).find((found) => found !== null)
    return match && (match.groups?.set ?? '')
  }
  const sets = new Set(files.map(setOf).filter((set) => set !== undefined))
  if (sets.size !== 1) return []
  // Plain files come before packed ones, since they need no unpacking.
  const sorted = [...files].sort((a, b) => a.length - b.length)
  const found = images.map((name) => sorted.find((file) => name.test(basename(file))))
  return found.filter((file) => file !== undefined)
}

async function listImages(name: string, images: readonly string[], kind: string): Promise<Listing> {
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
        kind,
        path,
        member: String(i),
        ...(labels && { label: String(labels[i]) }),
        split: i < train ? 'train' : 'test',
      })
    }
  }
  const labelNames = Array.from({ length: largest + 1 }, (_, label) => String(label))
  return { name, kind, pictures, skipped: [], notes, labelNames }
}

async function places(path: string, at: string, kind: string): Promise<InFolder> {
  // Labels are read with their images.
  if (labelsNamed.test(path)) return { placed: [], skipped: [] }
  const { count, labels } = await readPair(path)
  const beside = at.includes('/') ? `${dirname(at)}/` : ''
  const placed = Array.from({ length: count }, (_, i) => ({
    at: `${at}/${i}`,
    picture: { kind, path, member: String(i) },
    ...(labels && { label: `${beside}${labels[i]}` }),
  }))
  return { placed, skipped: [] }
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

function reader(isTurned: boolean): PictureReader {
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
        return isTurned ? transposed({ width, height, pixels }) : { width, height, pixels }
      }),
    close: () => files.clear(),
  }
}

function transposed({ width, height, pixels }: Grey): Grey {
  const turned = pixels.map((_, i) => pixels[(i % height) * width + Math.floor(i / height)])
  return { width: height, height: width, pixels: turned }
}
