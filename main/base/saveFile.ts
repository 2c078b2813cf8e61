import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { RnpError, whyUnwritable } from '../../model/errors.ts'

/**
 * Writes a file whole or not at all: to a temporary name beside it, synced, then renamed. Folders on the way are
 * made. Throws a data error naming the file where it cannot be written; nothing is left behind then.
 */
export async function saveFile(file: string, content: Uint8Array | string | Iterable<string>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await mkdir(path.dirname(file), { recursive: true })
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    const { code, message } = error as NodeJS.ErrnoException
    const hints: Record<string, string> = {
      ENOSPC: 'The disk is full: free some space, or write to another disk.',
      EACCES: 'You may not write there: choose another place.',
      EROFS: 'That disk is read-only: choose another place.',
      ENOTDIR: 'A folder on the way is a file: choose another place.',
      EEXIST: 'A folder on the way is a file: choose another place.',
      EISDIR: 'A folder has that name: choose another name.',
    }
    throw new RnpError(
      `data/${whyUnwritable(error)}`,
      `Cannot write ${file}: ${message}.`,
      hints[code ?? ''] ?? 'Choose another place for it.',
      { cause: error },
    )
  }
}
