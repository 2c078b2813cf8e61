import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RnpError } from './errors.ts'

// Files and folders that appear and vanish whole: they are written under a temporary name and then renamed, and renamed
// back to one before they are removed. The temporary name holds the id of the process that uses it.

/**
 * Makes a folder and the missing ones above it; one that is there stays. Node's own `recursive` is not used: below a folder
 * in which nothing can be made (such as /proc, which answers that the folder itself is missing) it never ends.
 *
 * @throws the file system's error (ENOENT, EACCES, ENOTDIR and so on)
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    makeFolder(dirname(path))
    makeFolder(path)
  }
}

/**
 * Writes a file whole, flushed to disk, in place of one of that name. A crash, a kill or a power cut at any moment leaves
 * the old one or the new one; an error leaves the old one.
 *
 * @throws the file system's error (ENOSPC, EACCES and so on)
 */
export function replaceFile(path: string, content: Content): Promise<void> {
  return writeThenRename(path, (unfinished) => writeThrough(unfinished, content))
}

/**
 * Makes the folder `path`, which must not exist, with these files, flushed to disk. A crash, a kill or a power cut
 * at any moment leaves it complete or absent; an error leaves nothing.
 *
 * @throws the file system's error (ENOSPC, EACCES and so on)
 */
export function writeFolder(path: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  return writeThenRename(path, async (unfinished) => {
    await mkdir(unfinished)
    for (const [name, bytes] of Object.entries(files)) await writeThrough(join(unfinished, name), bytes)
    await flushFolder(unfinished)
  })
}

async function writeThenRename(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = join(dirname(path), unfinishedName())
  try {
    await write(unfinished)
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {})
    throw error
  }
  await flushFolder(dirname(path))
}

/**
 * Removes a folder. It is renamed first, so that a kill half-way leaves no folder that looks whole.
 *
 * @throws RnpError 'checkpoint' when it cannot be removed, naming it
 */
export async function removeFolder(path: string): Promise<void> {
  try {
    const unfinished = join(dirname(path), unfinishedName())
    await rename(path, unfinished)
    await rm(unfinished, { recursive: true, force: true })
  } catch (cause) {
    throw new RnpError(
      'checkpoint/unwritable',
      `${path} cannot be removed: ${(cause as Error).message}`,
      'Check the permissions of the folder it lies in, then remove it by hand.',
      { cause },
    )
  }
}

/** Removes what dead processes, or this one, left unfinished in `folder`; what another living process writes stays. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const match = UNFINISHED.exec(name)
    if (match && !isAnotherProcess(Number(match[1]))) {
      await rm(join(folder, name), { recursive: true, force: true })
    }
  }
}

/** Bytes free to this user on the disk that would hold `path`, judged by its nearest folder that exists. */
export async function freeBytes(path: string): Promise<number | 'unknown'> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return dirname(path) === path ? 'unknown' : freeBytes(dirname(path))
  }
}

const UNFINISHED = /^\.unfinished-(\d+)-[0-9a-f]+$/

/** A name for what is being made or removed; the process id in it shows whether anyone is still working on it. */
function unfinishedName(): string {
  return `.unfinished-${process.pid}-${randomBytes(4).toString('hex')}`
}

/** Whether the id is that of a living process other than this one. */
function isAnotherProcess(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

type Content = Uint8Array | string | Iterable<string>

async function writeThrough(path: string, content: Content): Promise<void> {
  await using file = await open(path, 'wx')
  await file.writeFile(content)
  await file.sync()
}

/** Makes the names in a folder durable. Windows does so by itself and cannot open a folder. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(path, 'r')
  await folder.sync()
}
