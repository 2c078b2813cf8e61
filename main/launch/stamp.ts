import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { saveFile } from '../base/saveFile.ts'

/** Whether the files and folders (relative to `root`) that something was built from are unchanged since. */
export async function isFresh(stamp: string, root: string, sources: readonly string[]): Promise<boolean> {
  const [kept, now] = await Promise.all([readFile(stamp, 'utf8').catch(() => ''), fingerprint(root, sources)])
  return kept === now
}

/** A hash of the names, sizes and modification times of the sources, to be saved for `isFresh`. */
export async function fingerprint(root: string, sources: readonly string[]): Promise<string> {
  const lines = await Promise.all(sources.map((source) => linesOf(path.join(root, source))))
  return createHash('sha256').update(lines.flat().sort().join('\n')).digest('hex')
}

export const saveStamp = (stamp: string, print: string) => saveFile(stamp, print)

/** Name, size and modification time of a file, or of all files below a folder; empty if it does not exist. */
async function linesOf(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined)
  if (!found) return []
  if (!found.isDirectory()) return [`${place} ${found.size} ${found.mtimeMs}`]
  const names = await readdir(place)
  return (await Promise.all(names.map((name) => linesOf(path.join(place, name))))).flat()
}
