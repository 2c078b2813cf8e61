import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** 0 on Windows, which has no such flag. */
const O_NONBLOCK = constants.O_NONBLOCK ?? 0

/** The largest picture file that is read: 100 megapixels of uncompressed RGBA and room for a header. */
export const MAX_FILE_BYTES = 400 * 2 ** 20

/** The bytes of a picture file. Rejects with the reason when they cannot be had: no regular file, over 400 MiB. */
export async function readPictureFile(path: string): Promise<Buffer> {
  // Opened without waiting: a pipe would never answer.
  const file = await open(path, constants.O_RDONLY | O_NONBLOCK)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new Error('not a regular file')
    if (found.size > MAX_FILE_BYTES) {
      throw new Error(`too large: ${found.size} bytes, the limit is ${MAX_FILE_BYTES}`)
    }
    return await file.readFile()
  } finally {
    await file.close()
  }
}
