import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { saveFile } from '../base/saveFile.ts'

/** Whether what was built from these files and folders (below `root`) was built from them as they are now. */
export async function isFresh(stamp: string, root: string, sources: readonly string[]): Promise<boolean> {
  const [kept, now] = await Promise.all([readFile(stamp, 'utf8').catch(() => ''), fingerprint(root, sources)])
  return kept === now
}

/** Keeps, for `isFresh`, what something is about to be built from. */
export async function fingerprint(root: string, sources: readonly string[]): Promise<string> {
  const lines = await Promise.all(sources.map((source) => linesOf(path.join(root, source))))
  return createHash('sha256').update(lines.flat().sort().join('\n')).digest('hex')
}

export const saveStamp = (stamp: string, print: string) => saveFile(stamp, print)

/** Name, size and time of change of a file, or of all files below a folder; nothing for what is not there. */
async function linesOf(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined)
  if (!found) return []
  if (!found.isDirectory()) return [`${place} ${found.size} ${found.mtimeMs}`]
  const names = await readdir(place)
  return (await Promise.all(names.map((name) => linesOf(path.join(place, name))))).flat()
}
