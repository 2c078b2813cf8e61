import { RnpError } from '../../errors.ts'
import type { PictureAddress } from '../address.ts'
import { emnist } from './emnist.ts'
import { files } from './files.ts'
import { folderWith } from './folder.ts'
import type { FileFormat, Format, PictureKind } from './format.ts'
import { glyphs } from './glyphs.ts'
import { idx } from './idx.ts'
import { omniglot } from './omniglot.ts'
import { zip } from './zip.ts'

/** Formats that recognise their own files, in the order in which they are tried. A new format is added here. */
const particular: readonly FileFormat[] = [emnist, idx, omniglot, zip]

/** All formats of files. The last two accept every folder and every file that no other format accepts. */
export const fileFormats: readonly FileFormat[] = [...particular, folderWith(particular), files]

const formats: readonly Format[] = [...fileFormats, glyphs]
const kinds: readonly PictureKind[] = formats.flatMap(({ pictures }) => pictures ?? [])

/** The format of that name; undefined where this version has none, though a newer one may. */
export function formatNamed(name: string): (Format & Partial<FileFormat>) | undefined {
  return formats.find((format) => format.name === name)
}

/** Whether pictures of a kind are known to this version. */
export function isKnownKind(kind: string): boolean {
  return kinds.some(({ name }) => name === kind)
}

/**
 * The kind of pictures of that name.
 *
 * @throws RnpError 'data/wrong-version' where this version has none
 */
export function pictureKind(name: string): PictureKind {
  const found = kinds.find((kind) => kind.name === name)
  if (!found) throw unknownFormat(name)
  return found
}

/** The error for a set that a newer version has imported. */
export function unknownFormat(name: string): RnpError {
  return new RnpError(
    'data/wrong-version',
    `This version of RNP Studio does not know the format "${name}".`,
    'A newer version has imported it: update RNP Studio.',
  )
}

/** A picture's name, to show to people: its file's name, for instance, or "t10k 17". */
export function nameOf(address: PictureAddress): string {
  return pictureKind(address.kind).nameOf(address)
}

/** A picture's whole address, to show to people. */
export function sourceOf(address: PictureAddress): string {
  const { kind, path, member } = address
  const known = kinds.find(({ name }) => name === kind)
  return known?.sourceOf?.(address) ?? (member === '' ? path : `${path} ${member}`)
}

/** Whether a file may hold pictures of a kind, judging by its name. */
export function mayHold(file: string, kind: string): boolean {
  const format = fileFormats.find(({ pictures }) => pictures?.name === kind)
  return format?.inFolder?.named.test(file) ?? false
}
