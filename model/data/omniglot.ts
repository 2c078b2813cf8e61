import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { RnpError } from '../errors.ts'
import type { Ground } from './decode.ts'
import type { ImageSet, ReadOptions } from './imageSet.ts'
import type { Listing, ListOptions } from './listing.ts'
import { byBytes } from './order.ts'
import { decodeAll } from './pictures.ts'
import { Sources } from './sources.ts'
import { emptySplit } from './split.ts'
import { zipNames } from './zip.ts'

const drawing = /(?:^|\/)([^/]+)\/(character\d+)\/([^/.][^/]*\.png)$/
const archive = /^images_(background|evaluation).*\.zip$/
const unpacked = /^images_(background|evaluation)/

/** True when a folder holds Omniglot: its archives, its unpacked folders, or the alphabets themselves. */
export async function looksLikeOmniglot(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true })
  if (entries.some((entry) => (entry.isFile() ? archive : unpacked).test(entry.name))) return true
  for (const entry of entries.filter((each) => each.isDirectory())) {
    const inside = await readdir(join(folder, entry.name)).catch(() => [])
    if (inside.some((name) => /^character\d+$/.test(name))) return true
  }
  return false
}

/**
 * Reads Omniglot (Lake, Salakhutdinov and Tenenbaum 2015): one archive, or a folder with its archives or what was
 * unpacked from them, laid out as `<Alphabet>/characterNN/IIII_DD.png`. The 105 x 105 px drawings, black ink on white,
 * are inverted and area-resized to S. Labels are "Alphabet/characterNN"; the order is the byte order of the paths.
 *
 * The test split has the last six alphabets in byte order, or the last fifth when there are fewer than thirty. Throws a
 * data error for archives that cannot be trusted (zip.ts) or hold no drawing.
 */
export async function readOmniglot(path: string, options: ReadOptions): Promise<ImageSet> {
  const { drawings, alphabets, heldOut } = await survey(path)
  const chosen = drawings.filter(({ alphabet }) => {
    return options.split === 'all' || heldOut.has(alphabet) === (options.split === 'test')
  })
  if (chosen.length === 0) throw emptySplit(path, options.split, `${alphabets} alphabet`)
  const sources = new Sources()
  const unread = chosen.map(({ key, label, ...address }) => ({
    source: key,
    label,
    grey: (alpha: Ground) => sources.grey(address, { alpha }),
  }))
  try {
    const set = await decodeAll(basename(path), unread, labelNames(drawings), [], {
      ...options,
      alpha: 'white',
      invert: 'always',
    })
    const notes = options.split === 'all' ? [] : [heldOutNote(heldOut, alphabets)]
    return { ...set, notes: ['Inverted: black ink on white.', ...notes] }
  } finally {
    sources.close()
  }
}

/** Lists the drawings of Omniglot, with labels and splits as `readOmniglot` gives them. */
export async function listOmniglot(path: string, { onFound }: ListOptions = {}): Promise<Listing> {
  const { drawings, alphabets, heldOut } = await survey(path)
  onFound?.(drawings.length)
  return {
    name: basename(path),
    kind: 'omniglot',
    pictures: drawings.map(({ kind, path, member, label, alphabet }) => ({
      kind,
      path,
      member,
      label,
      split: heldOut.has(alphabet) ? 'test' : 'train',
    })),
    skipped: [],
    notes: heldOut.size > 0 ? [heldOutNote(heldOut, alphabets)] : [],
  }
}

/** True when a zip holds Omniglot drawings. */
export async function holdsOmniglot(zip: string): Promise<boolean> {
  for await (const name of zipNames(zip)) if (drawing.test(name)) return true
  return false
}

/** All drawings in the byte order of their paths, and which alphabets are held out. */
async function survey(path: string) {
  const drawings = (await find(path)).sort((a, b) => byBytes(a.key, b.key))
  if (drawings.length === 0) {
    throw new RnpError(
      'data/empty',
      `${path} holds no Omniglot drawing.`,
      'They are looked for as <Alphabet>/characterNN/IIII_DD.png.',
    )
  }
  const alphabets = [...new Set(drawings.map(({ alphabet }) => alphabet))].sort(byBytes)
  const heldOut = new Set(alphabets.slice(alphabets.length - testAlphabets(alphabets.length)))
  return { drawings, alphabets: alphabets.length, heldOut }
}

function testAlphabets(count: number): number {
  return Math.min(6, count < 5 ? Number(count > 1) : Math.floor(count / 5))
}

function labelNames(drawings: readonly Drawing[]): string[] {
  return [...new Set(drawings.map(({ label }) => label))]
}

function heldOutNote(heldOut: ReadonlySet<string>, alphabets: number): string {
  return `Held out as the test split: ${heldOut.size} of ${alphabets} alphabets (${[...heldOut].join(', ')}).`
}

interface Drawing {
  /** "Alphabet/characterNN/file": the same wherever it lies. */
  readonly key: string
  readonly alphabet: string
  readonly label: string
  readonly kind: 'file' | 'zip'
  readonly path: string
  readonly member: string
}

/** Drawings under a path; one that is in several archives (images_background and its small versions) counts once. */
async function find(path: string): Promise<Drawing[]> {
  const found = new Map<string, Drawing>()
  const add = (name: string, address: Pick<Drawing, 'kind' | 'path' | 'member'>) => {
    const [, alphabet, character, file] = drawing.exec(name) ?? []
    const label = `${alphabet}/${character}`
    const key = `${label}/${file}`
    if (alphabet && !found.has(key)) found.set(key, { key, alphabet, label, ...address })
  }
  const isFile = (await stat(path)).isFile()
  const names = isFile ? [] : (await readdir(path)).filter((name) => archive.test(name)).sort(byBytes)
  const archives = isFile ? [path] : names.map((name) => join(path, name))
  for (const zip of archives) {
    for await (const name of zipNames(zip)) add(name, { kind: 'zip', path: zip, member: name })
  }
  if (archives.length === 0) {
    const files = await readdir(path, { recursive: true, withFileTypes: true })
    for (const entry of files.filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name)
      const name = `${basename(path)}/${relative(path, file).replaceAll(sep, '/')}`
      add(name, { kind: 'file', path: file, member: '' })
    }
  }
  return [...found.values()]
}
