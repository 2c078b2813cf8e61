import { dirname } from 'node:path'
import { makeFolder, replaceFile } from '../../model/durable.ts'
import { RnpError, whyUnwritable } from '../../model/errors.ts'

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space, or write to another disk.',
  EACCES: 'You may not write there: choose another place.',
  EROFS: 'That disk is read-only: choose another place.',
  ENOTDIR: 'A folder on the way is a file: choose another place.',
  EEXIST: 'A folder on the way is a file: choose another place.',
  EISDIR: 'A folder has that name: choose another name.',
}

/**
 * Writes a file whole or not at all, as `replaceFile` does, and creates missing folders on the way.
 *
 * @throws RnpError 'data' naming the file if it cannot be written; nothing is left behind then
 */
export async function saveFile(file: string, content: Parameters<typeof replaceFile>[1]): Promise<void> {
  try {
    makeFolder(dirname(file))
    await replaceFile(file, content)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new RnpError(
      `data/${whyUnwritable(error)}`,
      `Cannot write ${file}: ${message}.`,
      HINTS[code ?? ''] ?? 'Choose another place for it.',
      { cause: error },
    )
  }
}
