import { type FileHandle, open } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import yauzl from 'yauzl'
import { RnpError, whyUnreadable } from '../errors.ts'
import { MAX_FILE_BYTES } from './readFile.ts'
import { ZipReader } from './zipReader.ts'

/** Pictures compress less than this; an archive made to exhaust memory compresses more. */
const MAX_RATIO = 100
/** Members up to this size may have any ratio, as a blank drawing does. */
const SMALL_BYTES = 4 * 2 ** 20
const MAX_MEMBERS = 2_000_000

export interface ZipMember {
  /** Path inside the archive, with forward slashes. */
  readonly name: string
  /**
   * Inflates the member.
   *
   * @throws RnpError 'data/damaged' when it is damaged, encrypted, too large, or larger than it declares
   */
  read(): Promise<Buffer>
}

export interface Zip {
  /** Its files, in the order of its directory. */
  readonly members: readonly ZipMember[]
  close(): Promise<void>
}

/**
 * Opens an archive, which need not be trusted. Members are read one by one, so the archive may be larger than memory.
 *
 * @throws RnpError 'data' where it cannot be opened, is truncated, has names that leave the archive, or more than two
 *   million members
 */
export async function openZip(path: string): Promise<Zip> {
  const refuse = refusing(path)
  const handle = await openFile(path)

  const inflate = (packed: Buffer, entry: yauzl.Entry): Buffer => {
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) })
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const tooLarge = code === 'ERR_BUFFER_TOO_LARGE'
      const reason = tooLarge
        ? `inflates to more than the ${entry.uncompressedSize} bytes it declares`
        : `is damaged (${message})`
      return refuse(`${entry.fileName} ${reason}`, error)
    }
  }
  const read = async (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> => {
    checkMember(entry, refuse)
    const { fileDataStart } = await zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch((error: Error) => refuse(`${entry.fileName}: ${error.message}`, error))
    const packed = Buffer.alloc(entry.compressedSize)
    const { bytesRead } = await handle.read(packed, 0, packed.length, fileDataStart)
    const whole = bytesRead === packed.length ? packed : refuse(`${entry.fileName} ends early`)
    const data = entry.compressionMethod === 0 ? whole : inflate(whole, entry)
    if (data.length !== entry.uncompressedSize || crc32(data) !== entry.crc32) {
      refuse(`${entry.fileName} is damaged (its size or checksum is not the recorded one)`)
    }
    return data
  }

  try {
    const members: ZipMember[] = []
    for await (const { zip, entry } of filesOf(handle, refuse)) {
      members.push({ name: entry.fileName, read: () => read(zip, entry) })
    }
    return { members, close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Yields the names of an archive's files, in the order of its directory, so that a search can end early. Throws as
 * `openZip` does, once it reaches what is wrong.
 */
export async function* zipNames(path: string): AsyncGenerator<string> {
  const refuse = refusing(path)
  const handle = await openFile(path)
  try {
    for await (const { entry } of filesOf(handle, refuse)) yield entry.fileName
  } finally {
    await handle.close()
  }
}

function openFile(path: string): Promise<FileHandle> {
  return open(path).catch((cause: Error) => {
    const message = `Cannot read ${path}: ${cause.message}.`
    throw new RnpError(`data/${whyUnreadable(cause)}`, message, 'Check the path.', { cause })
  })
}

type Refuse = (message: string, cause?: unknown) => never

function refusing(path: string): Refuse {
  return (message, cause) => {
    throw new RnpError(
      'data/damaged',
      `${path}: ${message}.`,
      'Get the archive again from where it came from.',
      {
        cause,
      },
    )
  }
}

/** The files in an archive's directory. Their own headers are read with them. */
async function* filesOf(
  handle: FileHandle,
  refuse: Refuse,
): AsyncGenerator<{ readonly zip: yauzl.ZipFile; readonly entry: yauzl.Entry }> {
  try {
    const reader = new ZipReader(handle)
    const { size } = await handle.stat()
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, size, { autoClose: false })
    let files = 0
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      if (++files > MAX_MEMBERS) refuse(`has more than ${MAX_MEMBERS} members`)
      yield { zip, entry }
    }
    reader.endListing()
  } catch (error) {
    throw error instanceof RnpError ? error : refuse((error as Error).message, error)
  }
}

function checkMember(entry: yauzl.Entry, refuse: (message: string) => never): void {
  const { fileName, uncompressedSize: size, compressedSize, compressionMethod } = entry
  if (entry.isEncrypted()) refuse(`${fileName} is encrypted`)
  if (compressionMethod !== 0 && compressionMethod !== 8) {
    refuse(`${fileName} uses compression method ${compressionMethod}, which is neither stored nor deflate`)
  }
  if (size > MAX_FILE_BYTES) refuse(`${fileName} declares ${size} bytes, the limit is ${MAX_FILE_BYTES}`)
  if (size > SMALL_BYTES && size > MAX_RATIO * compressedSize) {
    refuse(`${fileName} declares ${size} bytes from ${compressedSize}, over ${MAX_RATIO} times`)
  }
}
