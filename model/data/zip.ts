import { readFile } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import yauzl from 'yauzl'
import { RnpError } from '../errors.ts'

/** Far above any data set of drawings; reached only by archives made to exhaust memory. */
const MAX_MEMBER_BYTES = 4 * 2 ** 20
const MAX_TOTAL_BYTES = 2 ** 30
const MAX_RATIO = 100

export interface ZipMember {
  /** Path inside the archive, with forward slashes. */
  readonly name: string
  /** Inflates the member. Rejects with a data error when it is damaged or larger than it says. */
  read(): Promise<Buffer>
}

/**
 * The files of an archive that need not be trusted. Throws a data error for names that leave the archive, encrypted
 * members, members or totals over the limits above, and truncated archives.
 */
export async function readZip(path: string): Promise<ZipMember[]> {
  const refuse = (message: string, cause?: unknown): never => {
    throw new RnpError(
      'data',
      `${path}: ${message}.`,
      'Fetch the archive again from where it is published.',
      {
        cause,
      },
    )
  }
  const bytes = await readFile(path).catch((error: Error) => refuse(error.message, error))
  const zip = await yauzl
    .fromBufferPromise(bytes, { lazyEntries: true, autoClose: false })
    .catch((error: Error) => refuse(error.message, error))

  const inflate = async (entry: yauzl.Entry) => {
    const { fileDataStart } = await zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch((error: Error) => refuse(`${entry.fileName}: ${error.message}`, error))
    const packed = bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize)
    const data = entry.compressionMethod === 0 ? packed : inflateWithin(packed, entry)
    if (data.length !== entry.uncompressedSize || crc32(data) !== entry.crc32) {
      refuse(`${entry.fileName} is damaged (its size or checksum is not the recorded one)`)
    }
    return data
  }
  const inflateWithin = (packed: Buffer, entry: yauzl.Entry) => {
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const tooLarge = code === 'ERR_BUFFER_TOO_LARGE'
      const reason = tooLarge
        ? `inflates to more than the ${entry.uncompressedSize} bytes it declares`
        : message
      return refuse(`${entry.fileName} ${tooLarge ? reason : `is damaged (${reason})`}`, error)
    }
  }

  const members: ZipMember[] = []
  let total = 0
  const check = (entry: yauzl.Entry) => {
    const { fileName, uncompressedSize: size, compressedSize, compressionMethod } = entry
    total += size
    if (entry.isEncrypted()) refuse(`${fileName} is encrypted`)
    if (compressionMethod !== 0 && compressionMethod !== 8) {
      refuse(`${fileName} uses compression method ${compressionMethod}, which is neither stored nor deflate`)
    }
    if (size > MAX_MEMBER_BYTES && size > MAX_RATIO * compressedSize) {
      refuse(`${fileName} declares ${size} bytes from ${compressedSize}, over ${MAX_RATIO} times`)
    }
    if (total > MAX_TOTAL_BYTES) refuse(`its files declare more than ${MAX_TOTAL_BYTES} bytes`)
  }
  try {
    for await (const entry of zip.eachEntry()) {
      check(entry)
      if (entry.fileName.endsWith('/')) continue
      members.push({
        name: entry.fileName,
        read: async () => {
          if (entry.uncompressedSize > MAX_MEMBER_BYTES) {
            refuse(
              `${entry.fileName} declares ${entry.uncompressedSize} bytes, the limit is ${MAX_MEMBER_BYTES}`,
            )
          }
          return inflate(entry)
        },
      })
    }
  } catch (error) {
    if (error instanceof RnpError) throw error
    refuse((error as Error).message, error)
  }
  return members
}
