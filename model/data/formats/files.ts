import { basename } from 'node:path'
import type { PictureAddress } from '../address.ts'
import { arrange } from '../arrange.ts'
import type { Listing, ListOptions } from '../listing.ts'
import { readPictureFile } from '../readFile.ts'
import type { FileFormat, PictureKind } from './format.ts'

const file: PictureKind = {
  name: 'file',
  nameOf: ({ path }) => basename(path),
  reader: () => ({ read: ({ path }) => readPictureFile(path) }),
}

/**
 * Picture files by themselves, in the order given. A random tenth, drawn by the seed, is the test split. This format
 * accepts every file that no other does: decoding then reports what is wrong with it.
 */
export const files: FileFormat = {
  name: 'files',
  about: 'a picture file',
  recognises: (place) => 'start' in place,
  list: async ({ path }, options) => listFiles([path], options),
  pictures: file,
}

/** The address of a file that is a picture itself. */
export function fileAddress(path: string): PictureAddress {
  return { kind: file.name, path, member: '' }
}

/** Lists several picture files in the order given. */
export function listFiles(paths: readonly string[], { seed }: ListOptions = {}): Listing {
  const name = paths.length === 1 ? basename(paths[0]) : `${paths.length} files`
  const placed = paths.map((path) => ({ at: basename(path), picture: fileAddress(path) }))
  return { name, kind: files.name, ...arrange(placed, seed) }
}
