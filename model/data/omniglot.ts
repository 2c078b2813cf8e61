import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { RnpError } from '../errors.ts'
import type { ImageSet, ReadOptions } from './imageSet.ts'
import { byBytes } from './order.ts'
import { decodeAll, type EncodedPicture } from './pictures.ts'
import { emptySplit } from './split.ts'
import { readZip } from './zip.ts'

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
  const drawings = (await find(path)).sort((a, b) => byBytes(a.key, b.key))
  if (drawings.length === 0) {
    throw new RnpError(
      'data',
      `${path} holds no Omniglot drawing.`,
      'They are looked for as <Alphabet>/characterNN/IIII_DD.png.',
    )
  }
  const alphabets = [...new Set(drawings.map(({ alphabet }) => alphabet))].sort(byBytes)
  const heldOut = new Set(alphabets.slice(alphabets.length - testAlphabets(alphabets.length)))
  const chosen = drawings.filter(({ alphabet }) => {
    return options.split === 'all' || heldOut.has(alphabet) === (options.split === 'test')
  })
  if (chosen.length === 0) throw emptySplit(path, options.split, `${alphabets.length} alphabet`)
  const labelNames = [...new Set(drawings.map(({ label }) => label))]
  const set = await decodeAll(basename(path), chosen, labelNames, [], {
    ...options,
    alpha: 'white',
    invert: 'always',
  })
  const note = `Held out as the test split: ${heldOut.size} of ${alphabets.length} alphabets (${[...heldOut].join(', ')}).`
  return { ...set, notes: ['Inverted: black ink on white.', ...(options.split === 'all' ? [] : [note])] }
}

function testAlphabets(count: number): number {
  return Math.min(6, count < 5 ? Number(count > 1) : Math.floor(count / 5))
}

interface Drawing extends EncodedPicture {
  readonly key: string
  readonly alphabet: string
  readonly label: string
}

/** Drawings under a path; one that is in several archives (images_background and its small versions) counts once. */
async function find(path: string): Promise<Drawing[]> {
  const found = new Map<string, Drawing>()
  const add = (name: string, read: () => Promise<Uint8Array>) => {
    const [, alphabet, character, file] = drawing.exec(name) ?? []
    const label = `${alphabet}/${character}`
    const key = `${label}/${file}`
    if (alphabet && !found.has(key)) found.set(key, { source: key, key, alphabet, label, read })
  }
  const isFile = (await stat(path)).isFile()
  const names = isFile ? [] : (await readdir(path)).filter((name) => archive.test(name)).sort(byBytes)
  const archives = isFile ? [path] : names.map((name) => join(path, name))
  for (const zip of archives) {
    for (const { name, read } of await readZip(zip)) add(name, read)
  }
  if (archives.length === 0) {
    const files = await readdir(path, { recursive: true, withFileTypes: true })
    for (const entry of files.filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name)
      add(`${basename(path)}/${relative(path, file).replaceAll(sep, '/')}`, () => readFile(file))
    }
  }
  return [...found.values()]
}
