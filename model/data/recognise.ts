import { open, readdir, stat } from 'node:fs/promises'
import { RnpError, whyUnreadable } from '../errors.ts'
import type { FileFormat, Place } from './formats/format.ts'
import { fileFormats } from './formats/index.ts'
import { listed } from './imageFormats.ts'
import { NAME_LOST } from './walk.ts'

/** What can be read, for hints. */
export const READABLE = listed(fileFormats.map(({ about }) => about))

/** Bytes at the start of a file from which formats recognise it. */
const START_BYTES = 512

/**
 * What lies at a path, and its format. A file that no other format recognises counts as a picture: decoding then reports
 * what is wrong with it.
 *
 * @throws RnpError 'data' with `hint` where nothing can be read
 */
export async function recognise(
  path: string,
  hint = `Give ${READABLE}.`,
): Promise<{ place: Place; format: FileFormat }> {
  const place = await look(path, hint)
  for (const format of fileFormats) if (await format.recognises(place)) return { place, format }
  throw new Error(`No format takes ${path}.`)
}

async function look(path: string, hint: string): Promise<Place> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new RnpError(`data/${whyUnreadable(cause)}`, `Cannot read ${path}: ${reason}.`, hint, { cause })
  }
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') return refuse(error.message, error)
    const isLost = path.includes('\ufffd')
    return refuse(isLost ? NAME_LOST : 'there is no file or folder of that name', error)
  })
  const because = (error: Error) => refuse(error.message, error)
  if (found.isDirectory()) {
    return { path, entries: await readdir(path, { withFileTypes: true }).catch(because) }
  }
  if (!found.isFile()) refuse('it is neither a file nor a folder')
  return { path, start: await firstBytes(path).catch(because) }
}

async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
