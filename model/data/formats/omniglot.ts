import { readdir } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { RnpError } from '../../errors.ts'
import type { PictureAddress } from '../address.ts'
import { byBytes } from '../order.ts'
import { isFolder, walk } from '../walk.ts'
import { zipNames } from '../zip.ts'
import { fileAddress } from './files.ts'
import type { FileFormat, FolderPlace, Place } from './format.ts'
import { isZip, members } from './zip.ts'

const drawing = /(?:^|\/)([^/]+)\/(character\d+)\/([^/.][^/]*\.png)$/
const archive = /^images_(background|evaluation).*\.zip$/
const unpacked = /^images_(background|evaluation)/

/**
 * Omniglot (Lake, Salakhutdinov and Tenenbaum 2015): one archive, or a folder with its archives or their unpacked
 * contents, laid out as `<Alphabet>/characterNN/IIII_DD.png`. Its drawings of 105 x 105 px are black ink on white. Labels are
 * "Alphabet/characterNN"; the order is the byte order of the paths. The test split has the last six alphabets in byte
 * order, or the last fifth where there are fewer than thirty.
 */
export const omniglot: FileFormat = {
  name: 'omniglot',
  about: 'a folder or zip of Omniglot (<Alphabet>/characterNN/*.png)',
  invert: 'always',
  recognises: (place) => {
    if ('entries' in place) return isOmniglot(place)
    return isZip(place.start) && holdsDrawings(place.path)
  },
  list: async (place, { onFound, signal }) => {
    const drawings = (await find(place, signal)).sort((a, b) => byBytes(a.key, b.key))
    if (drawings.length === 0) {
      throw new RnpError(
        'data/empty',
        `${place.path} holds no Omniglot drawing.`,
        'They are looked for as <Alphabet>/characterNN/IIII_DD.png.',
      )
    }
    onFound?.(drawings.length)
    const alphabets = [...new Set(drawings.map(({ alphabet }) => alphabet))].sort(byBytes)
    const heldOut = new Set(alphabets.slice(alphabets.length - testAlphabets(alphabets.length)))
    return {
      name: basename(place.path),
      kind: omniglot.name,
      pictures: drawings.map(({ address, label, alphabet }) => ({
        ...address,
        label,
        split: heldOut.has(alphabet) ? 'test' : 'train',
      })),
      skipped: [],
      notes:
        heldOut.size > 0
          ? [
              `Held out as the test split: ${heldOut.size} of ${alphabets.length} alphabets (${[...heldOut].join(', ')}).`,
            ]
          : [],
    }
  },
  shortName: ({ path, member, label }) => `${label}/${basename(member || path)}`,
}

function testAlphabets(count: number): number {
  return Math.min(6, count < 5 ? Number(count > 1) : Math.floor(count / 5))
}

/** Whether a folder holds Omniglot's archives, its unpacked folders, or the alphabets themselves. */
async function isOmniglot({ path, entries }: FolderPlace): Promise<boolean> {
  for (const { name } of entries) {
    if (!unpacked.test(name)) continue
    const at = join(path, name)
    if (await (archive.test(name) ? holdsDrawings(at) : holdsAlphabets(at))) return true
  }
  return holdsAlphabets(path)
}

/** Whether a zip holds drawings. A damaged one is not recognised, so that the format of zips reports what is wrong. */
async function holdsDrawings(path: string): Promise<boolean> {
  try {
    for await (const { name } of zipNames(path)) if (drawing.test(name)) return true
  } catch (error) {
    if (!(error instanceof RnpError)) throw error
  }
  return false
}

async function holdsAlphabets(folder: string): Promise<boolean> {
  for (const alphabet of await foldersIn(folder)) {
    for (const character of await foldersIn(alphabet)) {
      if (!/^character\d+$/.test(basename(character))) continue
      const names = await readdir(character).catch(() => [])
      if (names.some((name) => drawing.test(`${alphabet}/${basename(character)}/${name}`))) return true
    }
  }
  return false
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries) if (await isFolder(entry)) found.push(join(folder, entry.name))
  return found
}

interface Drawing {
  /** "Alphabet/characterNN/file": the same in whichever archive it lies. */
  readonly key: string
  readonly alphabet: string
  readonly label: string
  readonly address: PictureAddress
}

/** The drawings at a place; one that is in several archives (images_background and its small versions) counts once. */
async function find(place: Place, signal?: AbortSignal): Promise<Drawing[]> {
  const { path } = place
  const found = new Map<string, Drawing>()
  const add = (name: string, address: PictureAddress) => {
    const [, alphabet, character, file] = drawing.exec(name) ?? []
    const label = `${alphabet}/${character}`
    const key = `${label}/${file}`
    if (alphabet && !found.has(key)) found.set(key, { key, alphabet, label, address })
  }
  const names = 'entries' in place ? place.entries.map(({ name }) => name) : []
  const archives = names
    .filter((name) => archive.test(name))
    .sort(byBytes)
    .map((name) => join(path, name))
  for (const file of 'start' in place ? [path] : archives) {
    for await (const { name, fault } of zipNames(file)) {
      if (fault === undefined) add(name, { kind: members.name, path: file, member: name })
    }
  }
  if ('entries' in place && found.size === 0) {
    const { files } = await walk(path, { signal })
    for (const file of files)
      add(`${basename(path)}/${file.replaceAll(sep, '/')}`, fileAddress(join(path, file)))
  }
  return [...found.values()]
}
