import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** The flag is 0 on Windows, which does not have it. */
const O_NONBLOCK = constants.O_NONBLOCK ?? 0

/** The largest picture file that is read: 100 megapixels of uncompressed RGBA and room for a header. */
export const MAX_FILE_BYTES = 400 * 2 ** 20

/**
 * The bytes of a picture file.
 *
 * @throws Error with the reason why it cannot be read: not a regular file, over 400 MiB, or the file system's error
 */
export async function readPictureFile(path: string): Promise<Buffer> {
  // Opening a pipe would otherwise wait for ever.
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
