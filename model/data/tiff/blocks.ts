import { promisify } from 'node:util'
import { inflate, zstdDecompress } from 'node:zlib'
import { type Fax, unpackFax } from './ccitt.ts'
import type { Directory } from './directory.ts'
import { type JpegColours, unpackJpeg } from './jpeg.ts'
import { unpackLzw } from './lzw.ts'

/** Tags of a picture's layout (TIFF 6.0). */
const ROWS_PER_STRIP = 278
const STRIP_OFFSETS = 273
const STRIP_BYTES = 279
const TILE_WIDTH = 322
const TILE_HEIGHT = 323
const TILE_OFFSETS = 324
const TILE_BYTES = 325
const FAX_OPTIONS = 292
const JPEG_TABLES = 347

/** How a block's bytes are its numbers. */
export interface Packing {
  /** One of `compressions`. */
  readonly compression: number
  /** 1 none, 2 differences, 3 differences of the bytes of floating-point numbers. */
  readonly predictor: number
  /** Which bit of a byte comes first: 1 the highest, 2 the lowest. */
  readonly fillOrder: number
  /** Bits of each number. */
  readonly bits: number
  readonly Numbers: ValuesConstructor
  readonly jpegColours: JpegColours
}

const DIFFERENCES = 2
const FLOAT_PREDICTOR = 3

export type Values =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float16Array
  | Float32Array
  | Float64Array
export type ValuesConstructor = new (lengthOrBuffer: number | ArrayBufferLike) => Values

/** A strip or tile: a part of a picture that is packed by itself. */
interface Block {
  readonly x: number
  readonly y: number
  /** px, as it is stored: tiles reach past the edges of the picture, and so may the last strip. */
  readonly width: number
  readonly height: number
  /** The channel that it holds; absent where it holds all of them. */
  readonly plane?: number
  readonly offset: number
  readonly length: number
}

/** Larger blocks are taken for a fault: a tile may be larger than its picture. */
const MAX_BLOCK_PIXELS = 100_000_000

const inflated = promisify(inflate)
const zstdDecompressed = promisify(zstdDecompress)

/** The compressions that are read (TIFF 6.0 and what has become usual since), by their numbers. */
export const compressions = {
  none: 1,
  rle: 2,
  group3: 3,
  group4: 4,
  lzw: 5,
  jpeg: 7,
  deflate: 8,
  packBits: 32773,
  oldDeflate: 32946,
  zstd: 50000,
} as const

/**
 * Reads a picture's numbers, block by block.
 *
 * @param picture its size, how many channels are stored, and whether each has blocks of its own
 * @param into [height, width, channels] receives the numbers
 * @throws Error where a block is damaged, and RangeError where it lies beyond the end of the file or ends early
 */
export async function readBlocks(
  bytes: Uint8Array,
  directory: Directory,
  picture: Layout,
  packing: Packing,
  into: Values,
): Promise<void> {
  const { width, height, channels, isPlanar } = picture
  const samples = isPlanar ? 1 : channels
  const unpack = unpacker(directory, packing)
  for (const { plane, x, y, offset, length, ...size } of blocksOf(directory, picture)) {
    const stored = bytes.subarray(offset, offset + length)
    if (stored.length < length) throw new RangeError()
    const rows = Math.min(size.height, height - y)
    const packed = packing.fillOrder === 2 ? stored.map((byte) => mirrored[byte]) : stored
    const line = size.width * samples
    const lineBytes = Math.ceil((line * packing.bits) / 8)
    const data = await unpack(packed, {
      width: size.width,
      rows,
      samples,
      bytes: lineBytes * rows,
      most: lineBytes * size.height,
    })
    const numbersOf = lineReader(packing, { line, samples, isLittleEndian: directory.isLittleEndian })
    const shown = Math.min(size.width, width - x)
    for (let row = 0; row < rows; row++) {
      const numbers = numbersOf(data, row * lineBytes)
      const from = ((y + row) * width + x) * channels
      if (plane === undefined) into.set(numbers.subarray(0, shown * samples), from)
      else for (let i = 0; i < shown; i++) into[from + i * channels + plane] = numbers[i]
    }
  }
}

/** Each byte with its bits in the other order. */
const mirrored = Uint8Array.from({ length: 256 }, (_, byte) => {
  return Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2)
})

export interface Layout {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly isPlanar: boolean
}

/** The strips or tiles of a picture, in the order of the file. */
function* blocksOf(directory: Directory, { width, height, channels, isPlanar }: Layout): Generator<Block> {
  const tiles = directory.all(TILE_OFFSETS)
  const isTiled = tiles.length > 0
  const offsets = isTiled ? tiles : directory.all(STRIP_OFFSETS)
  const lengths = directory.all(isTiled ? TILE_BYTES : STRIP_BYTES)
  const across = isTiled ? (directory.first(TILE_WIDTH) ?? 0) : width
  const rows = isTiled ? (directory.first(TILE_HEIGHT) ?? 0) : (directory.first(ROWS_PER_STRIP) ?? height)
  const down = isTiled ? rows : Math.min(rows, height)
  if (across === 0 || down === 0 || across * down > MAX_BLOCK_PIXELS) {
    throw new Error(`corrupt: its blocks are ${across} x ${down} px`)
  }
  const columns = Math.ceil(width / across)
  const perPlane = columns * Math.ceil(height / down)
  const count = perPlane * (isPlanar ? channels : 1)
  if (offsets.length < count || lengths.length < count) {
    throw new Error(`truncated: ${Math.min(offsets.length, lengths.length)} of its ${count} blocks are there`)
  }
  for (let i = 0; i < count; i++) {
    yield {
      x: (i % columns) * across,
      y: Math.floor((i % perPlane) / columns) * down,
      width: across,
      height: down,
      ...(isPlanar && { plane: Math.floor(i / perPlane) }),
      offset: offsets[i],
      length: lengths[i],
    }
  }
}

interface Unpacked {
  /** px of a line. */
  readonly width: number
  readonly rows: number
  readonly samples: number
  /** Bytes of the lines that lie in the picture, and of all that may be packed. */
  readonly bytes: number
  readonly most: number
}

type Unpack = (packed: Uint8Array, size: Unpacked) => Uint8Array | Promise<Uint8Array>

/** How blocks are unpacked, into the memory that they should need and no more. */
function unpacker(directory: Directory, { compression, jpegColours }: Packing): Unpack {
  const tables = Uint8Array.from(directory.all(JPEG_TABLES))
  const isTwoDimensional = ((directory.first(FAX_OPTIONS) ?? 0) & 1) === 1
  const fax =
    (kind: Fax): Unpack =>
    (packed, { width, bytes }) =>
      whole(bytes, (into) => unpackFax(packed, kind, width, into))
  switch (compression) {
    case compressions.none:
      return (packed, { bytes }) => enough(packed, bytes)
    case compressions.rle:
      return fax('rle')
    case compressions.group3:
      return fax(isTwoDimensional ? 'group3-2d' : 'group3')
    case compressions.group4:
      return fax('group4')
    case compressions.lzw:
      return (packed, { bytes }) => whole(bytes, (into) => unpackLzw(packed, into))
    case compressions.packBits:
      return (packed, { bytes }) => whole(bytes, (into) => unpackPackBits(packed, into))
    case compressions.jpeg:
      return (packed, { width, rows, samples }) =>
        unpackJpeg(packed, tables, { width, rows, channels: samples, colours: jpegColours })
    case compressions.zstd:
      return (packed, size) => unpackStream(zstdDecompressed, packed, size)
    default:
      return (packed, size) => unpackStream(inflated, packed, size)
  }
}

async function unpackStream(
  decompressed: (packed: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>,
  packed: Uint8Array,
  { bytes, most }: Unpacked,
): Promise<Uint8Array> {
  const data = await decompressed(packed, { maxOutputLength: most }).catch((cause: Error) => {
    throw new Error(`corrupt: ${cause.message}`, { cause })
  })
  return enough(data, bytes)
}

function enough(data: Uint8Array, bytes: number): Uint8Array {
  if (data.length < bytes) throw new RangeError()
  return data
}

function whole(bytes: number, unpackInto: (into: Uint8Array) => number): Uint8Array {
  const into = new Uint8Array(bytes)
  if (unpackInto(into) < bytes) throw new RangeError()
  return into
}

/** Apple's PackBits (TIFF 6.0, section 9). */
function unpackPackBits(packed: Uint8Array, into: Uint8Array): number {
  let to = 0
  for (let at = 0; at < packed.length && to < into.length; ) {
    const head = packed[at++]
    if (head === 128) continue
    const count = head < 128 ? head + 1 : 257 - head
    const end = Math.min(to + count, into.length)
    if (head < 128) into.set(packed.subarray(at, at + end - to), to)
    else into.fill(packed[at], to, end)
    at += head < 128 ? count : 1
    to = at > packed.length ? to + count - (at - packed.length) : end
  }
  return to
}

/** A reader of the numbers of a line that begins at a byte. What it returns is used again for the next line. */
function lineReader(
  { bits, predictor, Numbers }: Packing,
  { line, samples, isLittleEndian }: { line: number; samples: number; isLittleEndian: boolean },
): (data: Uint8Array, from: number) => Values {
  if (bits % 8 !== 0) {
    const numbers = new Numbers(line)
    return (data, from) => unpackBits(data, from, bits, numbers)
  }
  const buffer = Buffer.from(new ArrayBuffer((line * bits) / 8))
  const numbers = new Numbers(buffer.buffer)
  return (data, from) => {
    buffer.set(data.subarray(from, from + buffer.length))
    if (predictor === FLOAT_PREDICTOR) joinBytes(buffer, samples, bits / 8)
    else if (!isLittleEndian) swapBytes(buffer, bits)
    if (predictor === DIFFERENCES) sumUp(numbers, samples)
    return numbers
  }
}

function unpackBits(data: Uint8Array, from: number, bits: number, into: Values): Values {
  let held = 0
  let count = 0
  for (let i = 0, at = from; i < into.length; i++) {
    for (; count < bits; count += 8) held = ((held << 8) | data[at++]) & 0xffffff
    count -= bits
    into[i] = (held >>> count) & ((1 << bits) - 1)
  }
  return into
}

/** Each number was stored as its difference from the one before (TIFF 6.0, section 14). */
function sumUp(numbers: Values, samples: number): void {
  for (let i = samples; i < numbers.length; i++) numbers[i] += numbers[i - samples]
}

/** Floating-point numbers were stored as all first bytes, all second bytes and so on, as differences (technical note 3). */
function joinBytes(line: Buffer, samples: number, size: number): void {
  for (let i = samples; i < line.length; i++) line[i] += line[i - samples]
  const apart = Buffer.from(line)
  const count = line.length / size
  for (let i = 0; i < count; i++) {
    for (let byte = 0; byte < size; byte++) line[i * size + size - 1 - byte] = apart[byte * count + i]
  }
}

function swapBytes(line: Buffer, bits: number): void {
  if (bits === 16) line.swap16()
  if (bits === 32) line.swap32()
  if (bits === 64) line.swap64()
}
