import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { RnpError, whyUnreadable } from '../../../model/errors.ts'

interface Entry {
  readonly name: string
  readonly path: string
  readonly folder: boolean
}

/** Names of pictures, archives and IDX files (those of model/data/formats/idx.ts). Only reading a file shows what it really is. */
const USABLE = /\.(png|jpe?g|webp|gif|bmp|tiff?|zip|gz|ubyte)$|[-.]idx[13]?(-ubyte)?( \(\d+\))?$/i

const inOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

interface Listing {
  readonly path: string
  readonly parent?: string
  readonly entries: Entry[]
}

/**
 * Lists the folders and usable files in a folder of this computer, without hidden ones. By default that is the user's
 * home; for the path of a usable file it is the file's folder.
 *
 * @throws RnpError 'data' if it cannot be read
 */
export async function browse(at: string = homedir()): Promise<Listing> {
  const full = path.resolve(at)
  try {
    return await list(full)
  } catch (error) {
    const failure = error as NodeJS.ErrnoException
    if (failure.code === 'ENOTDIR') {
      const around = await list(path.dirname(full)).catch(() => undefined)
      if (around?.entries.some((entry) => entry.path === full)) return around
    }
    throw unreadable(full, failure)
  }
}

async function list(folder: string): Promise<Listing> {
  const found = await readdir(folder, { withFileTypes: true })
  const entries = await Promise.all(
    found
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry): Promise<Entry | undefined> => {
        const full = path.join(folder, entry.name)
        const kind = entry.isSymbolicLink() ? await stat(full).catch(() => undefined) : entry
        if (kind?.isDirectory()) return { name: entry.name, path: full, folder: true }
        return kind?.isFile() && USABLE.test(entry.name)
          ? { name: entry.name, path: full, folder: false }
          : undefined
      }),
  )
  const parent = path.dirname(folder)
  return {
    path: folder,
    ...(parent !== folder && { parent }),
    entries: entries
      .filter((entry) => entry !== undefined)
      .sort((a, b) => Number(b.folder) - Number(a.folder) || inOrder.compare(a.name, b.name)),
  }
}

function unreadable(folder: string, error: NodeJS.ErrnoException): RnpError {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such folder',
    ENOTDIR: 'it is not a folder',
    EACCES: 'you may not read it',
    EPERM: 'you may not read it',
  }
  const reason = reasons[error.code ?? ''] ?? error.message
  return new RnpError(
    `data/${whyUnreadable(error)}`,
    `Cannot open ${folder}: ${reason}.`,
    'Choose another folder.',
    { cause: error },
  )
}
