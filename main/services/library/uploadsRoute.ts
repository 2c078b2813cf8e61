import { randomUUID } from 'node:crypto'
import { createWriteStream, readdirSync, rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeFolder } from '../../../model/durable.ts'
import { RnpError } from '../../../model/errors.ts'
import type { MediaRoute } from '../../http/route.ts'
import type { Library } from './library.ts'
import { uploadFolder } from './uploads.ts'

/** Larger files have to be imported by path. */
const MAX_BYTES = 2 * 2 ** 30
const MAX_UPLOAD_BYTES = 8 * 2 ** 30
const MAX_PATH = 1000
/** What file systems take. */
const MAX_NAME_BYTES = 255
const PARTIAL = '.part-'

const ADDRESS = '/api/uploads/:upload([\\w\\-]{8,64})'

/** DELETE an upload that was given up: nothing of it stays on the disk. */
export function removeUploadRoute(library: Library): MediaRoute {
  const { db, folder } = library.context
  return {
    method: 'DELETE',
    path: ADDRESS,
    answer: async ({ params: { upload } }) => {
      const target = uploadFolder(folder, upload)
      if (isTaken(db, target)) {
        throw new RnpError(
          'usage/wrong-state',
          'These files are in the library.',
          'Remove their set instead.',
        )
      }
      await rm(target, { recursive: true, force: true })
      return new Response(null, { status: 204 })
    },
  }
}

/** Whether pictures of the library, or of a set that is being read, lie there. */
function isTaken(db: DatabaseSync, folder: string): boolean {
  const below = [`${folder}${sep}`, `${folder}${sep}\u{10ffff}`]
  const tables = ['pictures', 'sets']
  return tables.some((table) => {
    return db.prepare(`SELECT 1 FROM ${table} WHERE path BETWEEN ? AND ? LIMIT 1`).get(...below) !== undefined
  })
}

/**
 * POST: the bytes of one file of an upload. The file gets its name only once it is complete.
 *
 * @param folder the workspace's folder
 */
export function uploadsRoute(folder: string): MediaRoute {
  const uploads = join(folder, 'uploads')
  clearPartial(uploads)
  const received = new Map<string, number>()
  return {
    method: 'POST',
    path: ADDRESS,
    bodyLimit: MAX_BYTES,
    answer: async ({ params, query, request }) => {
      const { upload } = params
      const target = join(uploadFolder(folder, upload), ...segments(query.get('path') ?? ''))
      const partial = join(uploads, PARTIAL + randomUUID())
      makeFolder(uploads)
      const count = async function* (bytes: AsyncIterable<Uint8Array>) {
        for await (const chunk of bytes) {
          const sum = (received.get(upload) ?? 0) + chunk.length
          if (sum > MAX_UPLOAD_BYTES) throw tooMuch()
          received.set(upload, sum)
          yield chunk
        }
      }
      try {
        const body = request.body ?? new Blob([]).stream()
        await pipeline(Readable.from(count(body)), createWriteStream(partial, { flags: 'wx' }))
        makeFolder(dirname(target))
        await rename(partial, target)
      } catch (error) {
        await rm(partial, { force: true })
        throw asRefusal(error, target)
      }
      return new Response(null, { status: 204 })
    },
  }
}

/**
 * Splits a path into names, and refuses one that could leave its folder.
 *
 * @param platform decides which names a file can have
 */
export function segments(path: string, platform: NodeJS.Platform = process.platform): string[] {
  const names = path.split('/')
  const bad = (name: string) => {
    if (/^\.{0,2}$|\p{Cc}/u.test(name) || Buffer.byteLength(name) > MAX_NAME_BYTES) return true
    // What Windows takes for a drive, a stream or a separator, and what it does not take.
    return platform === 'win32' && /[\\:*?"<>|]|[. ]$/.test(name)
  }
  if (path.length > MAX_PATH || names.some(bad)) {
    throw new RnpError(
      'usage/invalid',
      `"${path.slice(0, 80)}" cannot be the name of an uploaded file.`,
      'Rename the file.',
    )
  }
  return names
}

function tooMuch(): RnpError {
  return new RnpError(
    'data/too-large',
    'These files are larger than can be sent at once.',
    'Give the path of the folder instead.',
  )
}

function asRefusal(error: unknown, target: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  const clash = code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOTEMPTY'
  if (!clash) return error
  return new RnpError('usage/exists', `${target} is a file and a folder at once.`, 'Drop the files again.')
}

/** Removes the incomplete files of an app that was killed. */
function clearPartial(uploads: string): void {
  try {
    for (const name of readdirSync(uploads)) if (name.startsWith(PARTIAL)) rmSync(join(uploads, name))
  } catch {
    // The folder does not exist yet, or cannot be read; then nothing in it is shown either.
  }
}
