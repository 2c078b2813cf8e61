import { RnpError } from '../../errors.ts'
import type { PictureAddress } from '../address.ts'
import { files } from './files.ts'
import { folderWith } from './folder.ts'
import type { FileFormat, Format, PictureKind } from './format.ts'
import { glyphs } from './glyphs.ts'
import { idx } from './idx.ts'
import { omniglot } from './omniglot.ts'
import { zip } from './zip.ts'

/** Formats that know their own, in the order in which they are asked. A new format is one more here. */
const particular: readonly FileFormat[] = [idx, omniglot, zip]

/** All formats of files. The last two take every folder and every file that no other has taken. */
export const fileFormats: readonly FileFormat[] = [...particular, folderWith(particular), files]

const formats: readonly Format[] = [...fileFormats, glyphs]
const kinds: readonly PictureKind[] = formats.flatMap(({ pictures }) => pictures ?? [])

/** The format of a name; undefined where this version has none of it, though a newer one may. */
export function formatNamed(name: string): (Format & Partial<FileFormat>) | undefined {
  return formats.find((format) => format.name === name)
}

/** Whether pictures of a kind are known to this version. */
export function isKnownKind(kind: string): boolean {
  return kinds.some(({ name }) => name === kind)
}

/** The kind of pictures of a name. Throws a data error where this version has none of it. */
export function pictureKind(name: string): PictureKind {
  const found = kinds.find((kind) => kind.name === name)
  if (!found) throw unknownFormat(name)
  return found
}

/** Refuses what a newer version has imported. */
export function unknownFormat(name: string): RnpError {
  return new RnpError(
    'data/wrong-version',
    `This version of RNP Studio does not know the format "${name}".`,
    'A newer version has imported it: update RNP Studio.',
  )
}

/** What a person calls a picture: its file's name, say, or "t10k 17". */
export function nameOf(address: PictureAddress): string {
  return pictureKind(address.kind).nameOf(address)
}

/** A picture's whole address, for people. */
export function sourceOf(address: PictureAddress): string {
  const { kind, path, member } = address
  const known = kinds.find(({ name }) => name === kind)
  return known?.sourceOf?.(address) ?? (member === '' ? path : `${path} ${member}`)
}

/** Whether a file may hold pictures of a kind, by its name. */
export function mayHold(file: string, kind: string): boolean {
  const format = fileFormats.find(({ pictures }) => pictures?.name === kind)
  return format?.inFolder?.named.test(file) ?? false
}
