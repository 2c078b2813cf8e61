import type { Dirent } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { isHidden } from './hidden.ts'
import type { Skipped } from './imageSet.ts'
import type { ListOptions } from './listing.ts'
import { byBytes } from './order.ts'

/**
 * All files under `root` that are not hidden (hidden.ts), relative to it, in byte order. Links to folders are followed
 * last, so that a folder is found under its real name where it has one. Folders that cannot be read are in `skipped`.
 */
export async function walk(
  root: string,
  { signal, onFound }: ListOptions = {},
): Promise<{ files: string[]; skipped: Skipped[] }> {
  const files: string[] = []
  const skipped: Skipped[] = []
  const seen = new Set<string>()
  const folders = [root]
  const links: string[] = []
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift() ?? links.shift()) {
    signal?.throwIfAborted()
    try {
      const real = await realpath(folder)
      if (seen.has(real)) {
        skipped.push({ file: folder, reason: 'a link to a folder already read' })
        continue
      }
      seen.add(real)
      const entries = await readdir(folder, { withFileTypes: true })
      for (const entry of entries.sort((a, b) => byBytes(a.name, b.name))) {
        if (isHidden(entry.name)) continue
        const path = join(folder, entry.name)
        if (await isNameLost(path)) {
          skipped.push({ file: path, reason: NAME_LOST })
          continue
        }
        if (entry.isDirectory()) folders.push(path)
        else if (await isFolder(entry)) links.push(path)
        else files.push(relative(root, path))
      }
      onFound?.(files.length)
    } catch (error) {
      skipped.push({ file: folder, reason: (error as Error).message })
    }
  }
  return { files: files.sort(byBytes), skipped }
}

/** The reason given for files whose names cannot be said, so that they cannot be opened by them. */
export const NAME_LOST = 'its name is not valid UTF-8: rename it'

/** Whether a file's name has bytes that are no UTF-8: the name that we have then is not its own. */
async function isNameLost(path: string): Promise<boolean> {
  if (!path.includes('\ufffd')) return false
  return lstat(path).then(
    () => false,
    () => true,
  )
}

/** Whether an entry is a folder or a link to one. A broken link counts as a file, so that reading it reports the fault. */
export async function isFolder(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return stat(join(entry.parentPath, entry.name)).then(
    (target) => target.isDirectory(),
    () => false,
  )
}
