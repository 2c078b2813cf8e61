import { type FileHandle, open } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import yauzl from 'yauzl'
import { RnpError, whyUnreadable } from '../errors.ts'
import { MAX_FILE_BYTES } from './readFile.ts'
import { ZipReader } from './zipReader.ts'

const MAX_MEMBERS = 2_000_000
/** How far from the end of a file its archive may end: its comment, and what others have left behind it. */
const MAX_BEHIND = 2 ** 20
const END_BYTES = 22
/** "PK\x05\x06", which an archive's last record begins with. */
const END_SIGNATURE = 0x06054b50

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

/** The name of a file in an archive, or one that it cannot have there. */
export interface ZipName {
  readonly name: string
  /** Why the file is not read; absent where it can be. */
  readonly fault?: string
}

export interface Zip {
  /** Its files, in the order of its directory, without those whose names have a fault. */
  readonly members: readonly ZipMember[]
  close(): Promise<void>
}

/**
 * Opens an archive, which need not be trusted. Members are read one by one, so the archive may be larger than memory.
 *
 * @throws RnpError 'data' where it cannot be opened, is truncated, or has more than two million members
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
      return refuse(`${nameOf(entry).name} ${reason}`, error)
    }
  }
  const read = async (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> => {
    const { name } = nameOf(entry)
    checkMember(entry, name, refuse)
    const { fileDataStart } = await zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch((error: Error) => refuse(`${name}: ${error.message}`, error))
    const packed = Buffer.alloc(entry.compressedSize)
    const { bytesRead } = await handle.read(packed, 0, packed.length, fileDataStart)
    const whole = bytesRead === packed.length ? packed : refuse(`${name} ends early`)
    const data = entry.compressionMethod === 0 ? whole : inflate(whole, entry)
    if (data.length !== entry.uncompressedSize || crc32(data) !== entry.crc32) {
      refuse(`${name} is damaged (its size or checksum is not the recorded one)`)
    }
    return data
  }

  try {
    const members: ZipMember[] = []
    for await (const { zip, entry, name, fault } of filesOf(handle, refuse)) {
      if (fault === undefined) members.push({ name, read: () => read(zip, entry) })
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
export async function* zipNames(path: string): AsyncGenerator<ZipName> {
  const refuse = refusing(path)
  const handle = await openFile(path)
  try {
    for await (const { name, fault } of filesOf(handle, refuse)) yield { name, fault }
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
): AsyncGenerator<ZipName & { readonly zip: yauzl.ZipFile; readonly entry: yauzl.Entry }> {
  try {
    const reader = new ZipReader(handle)
    const size = await endOf(handle)
    // Names are decoded here and sizes checked where they are read, so that one that is wrong is the only one refused.
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, size, options)
    let files = 0
    for await (const entry of zip.eachEntry()) {
      const named = nameOf(entry)
      if (named.name.endsWith('/')) continue
      if (++files > MAX_MEMBERS) refuse(`has more than ${MAX_MEMBERS} members`)
      yield { zip, entry, ...named }
    }
    reader.endListing()
  } catch (error) {
    throw error instanceof RnpError ? error : refuse((error as Error).message, error)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A file's name: UTF-8 where it is valid UTF-8, as many writers do not set its flag, and otherwise as the archive says. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: yauzl.Entry): ZipName {
  const decoded = yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
  const name = decodedUtf8(fileNameRaw)?.replaceAll('\\', '/') ?? decoded
  return { name, fault: yauzl.validateFileName(name) ?? undefined }
}

function decodedUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** Where an archive ends in its file: bytes that were left behind it do not belong to it. */
async function endOf(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat()
  const length = Math.min(size, END_BYTES + 0xffff + MAX_BEHIND)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
  const tail = buffer.subarray(0, bytesRead)
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue
    const end = at + END_BYTES + tail.readUInt16LE(at + 20)
    if (end <= tail.length) return size - length + end
  }
  return size
}

function checkMember(entry: yauzl.Entry, name: string, refuse: (message: string) => never): void {
  const { compressionMethod } = entry
  const size = Math.max(entry.compressedSize, entry.uncompressedSize)
  if (entry.isEncrypted()) refuse(`${name} is encrypted`)
  if (compressionMethod !== 0 && compressionMethod !== 8) {
    refuse(`${name} uses compression method ${compressionMethod}, which is neither stored nor deflate`)
  }
  if (size > MAX_FILE_BYTES) refuse(`${name} declares ${size} bytes, the limit is ${MAX_FILE_BYTES}`)
}
