import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'
import { chunks } from '../base/chunks.ts'

/** A file to be zipped, of at most 4 GiB. Its path has forward slashes. */
export interface ZippedFile {
  readonly path: string
  readonly content: Uint8Array | string
}

/**
 * Zips files (PKWARE's APPNOTE 6.3.10) as the reader pulls them, because an export may be larger than the memory. Beyond
 * 65,534 files or 4 GiB it is a ZIP64 archive. Cancelling the stream ends `files` as well.
 *
 * The libraries block the app with 70,000 files: yazl searches all of them for each one, 17 s in all; zip-stream writes
 * their directory in one go, 0.9 s; fflate compresses on this thread and has no ZIP64.
 *
 * @param start where the archive begins in its file, bytes
 */
export function zipStream(
  files: AsyncIterable<ZippedFile>,
  start = 0,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(zip(files, start))
}

/** Directory entries written before other work has its turn. */
const FILES_PER_TURN = 1000

async function* zip(files: AsyncIterable<ZippedFile>, start: number): AsyncGenerator<Buffer<ArrayBuffer>> {
  const directory: Uint8Array[] = []
  const time = dosTime(new Date())
  let at = start
  for await (const file of files) {
    const { local, central } = await packed(file, time, at)
    // A copy: the record itself lies in Node's pool, of which it would keep 64 kB, as long as the export takes.
    directory.push(new Uint8Array(central))
    at += local.length
    yield local
  }
  const directoryStart = at
  for (const records of chunks(directory, FILES_PER_TURN)) {
    const chunk = Buffer.concat(records)
    at += chunk.length
    yield chunk
    await setImmediate()
  }
  yield ending(directory.length, directoryStart, at)
}

const VERSION = 20
const VERSION_ZIP64 = 45
const UNIX = 3 << 8
const NAMES_ARE_UTF8 = 1 << 11
const DEFLATE = 8
/** A regular file that its owner may write and everybody may read. */
const MODE = 0o100644 * 2 ** 16
/** Stand for a number that is in the ZIP64 record instead. */
const ELSEWHERE_16 = 0xffff
const ELSEWHERE_32 = 0xffffffff

const deflate = promisify(deflateRaw)

/** A compressed file as it lies in the archive, and its record in the directory. */
async function packed({ path, content }: ZippedFile, time: number, at: number) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const data = await deflate(bytes)
  const name = Buffer.from(path)
  const isFar = at >= ELSEWHERE_32
  const extra = isFar ? fields([2, 1], [2, 8], [8, at]) : Buffer.alloc(0)
  const common = (extraLength: number) =>
    fields(
      [2, isFar ? VERSION_ZIP64 : VERSION],
      [2, NAMES_ARE_UTF8],
      [2, DEFLATE],
      [4, time],
      [4, crc32(bytes)],
      [4, data.length],
      [4, bytes.length],
      [2, name.length],
      [2, extraLength],
    )
  const local = Buffer.concat([fields([4, 0x04034b50]), common(0), name, data])
  const central = Buffer.concat([
    fields([4, 0x02014b50], [2, UNIX | VERSION_ZIP64]),
    common(extra.length),
    // No comment, no second disk, no DOS attributes.
    fields([2, 0], [2, 0], [2, 0], [4, MODE], [4, isFar ? ELSEWHERE_32 : at]),
    name,
    extra,
  ])
  return { local, central }
}

/** The record of where the directory is: last in an archive, and the first to be read. */
function ending(count: number, start: number, end: number): Buffer<ArrayBuffer> {
  const isLarge = count >= ELSEWHERE_16 || end >= ELSEWHERE_32
  const zip64 = fields(
    [4, 0x06064b50],
    [8, 44],
    [2, UNIX | VERSION_ZIP64],
    [2, VERSION_ZIP64],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, end - start],
    [8, start],
    // Where this record itself is.
    [4, 0x07064b50],
    [4, 0],
    [8, end],
    [4, 1],
  )
  const plain = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, Math.min(count, ELSEWHERE_16)],
    [2, Math.min(count, ELSEWHERE_16)],
    [4, Math.min(end - start, ELSEWHERE_32)],
    [4, Math.min(start, ELSEWHERE_32)],
    [2, 0],
  )
  return isLarge ? Buffer.concat([zip64, plain]) : plain
}

/** Encodes numbers in little-endian order, each in the given number of bytes. */
function fields(...values: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer<ArrayBuffer> {
  const buffer = Buffer.alloc(values.reduce((sum, [bytes]) => sum + bytes, 0))
  let at = 0
  for (const [bytes, value] of values) {
    if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value), at)
    else buffer.writeUIntLE(value, at, bytes)
    at += bytes
  }
  return buffer
}

/**
 * Local time in the DOS format: units of two seconds, minutes, hours; then days, months, years since 1980, which is what a
 * clock counts as that shows an earlier one.
 */
function dosTime(date: Date): number {
  const time = (date.getSeconds() >> 1) | (date.getMinutes() << 5) | (date.getHours() << 11)
  const day = date.getDate() | ((date.getMonth() + 1) << 5) | (Math.max(0, date.getFullYear() - 1980) << 9)
  return day * 2 ** 16 + time
}
