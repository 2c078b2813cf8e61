import { basename } from 'node:path'
import type { FileFormat } from './format.ts'
import { idxFormat } from './idx.ts'

const images = (split: string) => new RegExp(`^emnist-(?<set>\\w+)-${split}-images[-.]idx3-ubyte(\\.gz)?$`)
const file = /^emnist-.*[-.]idx[13]-ubyte( \(\d+\))?(\.gz)?$/i

/**
 * EMNIST (Cohen et al., arXiv 1702.05373): `emnist-letters-train-images-idx3-ubyte` and so on. Its pictures are stored
 * column by column, so they are turned.
 */
export const emnist: FileFormat = idxFormat({
  name: 'emnist',
  about: 'a file of EMNIST',
  images: [images('train'), images('test')],
  isOfSet: (name) => file.test(name),
  isFile: (name) => file.test(name),
  named: file,
  /** "letters-train 17" */
  nameOf: ({ path, member }) => `${basename(path).split('-').slice(1, 3).join('-')} ${member}`,
  turned: 'Turned: EMNIST stores rows as columns.',
})
