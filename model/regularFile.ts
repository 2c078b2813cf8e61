import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** 0 on Windows, which has no such flag. */
const O_NONBLOCK = constants.O_NONBLOCK ?? 0

/**
 * The bytes of a regular file. A file that somebody else has put there may be a pipe, which never answers and holds one of
 * Node's four threads for good, or a device without end. Rejects with the file system's error, and with the reason where it
 * is no regular file or has more than `limit` bytes.
 */
export async function readRegularFile(
  path: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer<ArrayBuffer>> {
  // Opened without waiting for whoever writes to a pipe.
  const file = await open(path, constants.O_RDONLY | O_NONBLOCK)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new Error('not a regular file')
    if (found.size > limit) throw new Error(`too large: ${found.size} bytes, the limit is ${limit}`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}
