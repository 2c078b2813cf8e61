import { readRegularFile } from '../regularFile.ts'

/** The largest picture file that is read: 100 megapixels of uncompressed RGBA and room for a header. */
export const MAX_FILE_BYTES = 400 * 2 ** 20

/** The bytes of a picture file. Rejects with the reason when they cannot be had: no regular file, over 400 MiB. */
export function readPictureFile(path: string): Promise<Buffer> {
  return readRegularFile(path, MAX_FILE_BYTES)
}
