import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import { Transformer } from '@napi-rs/image'
import { onTestFinished } from 'vitest'

/** An empty folder that is removed when the running test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rnp-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A picture to encode: opaque grey values [height, width], or RGBA values [height, width, 4]. */
export function picture(width: number, height: number, values: readonly number[]): Transformer {
  const rgba =
    values.length === width * height * 4 ? values : values.flatMap((grey) => [grey, grey, grey, 255])
  return Transformer.fromRgbaPixels(Uint8Array.from(rgba), width, height)
}

/** A width x height picture of one grey. */
export function plain(width: number, height: number, grey: number): Transformer {
  return picture(width, height, Array(width * height).fill(grey))
}

/** An IDX file: magic, lengths, values. */
export function idx(magic: number, lengths: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * lengths.length)
  header.writeUInt32BE(magic)
  lengths.forEach((length, i) => {
    header.writeUInt32BE(length, 4 + 4 * i)
  })
  return Buffer.concat([header, Uint8Array.from(values)])
}

interface ZipFixture {
  readonly name: string
  readonly data: Uint8Array
  readonly deflate?: boolean
  /** Written in place of the true size. */
  readonly declaredSize?: number
  readonly flags?: number
}

/** A zip archive (APPNOTE 4.3): local headers with data, central directory, end record. */
export function zip(files: readonly ZipFixture[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, data, deflate, declaredSize, flags = 0 } of files) {
    const packed = deflate ? deflateRawSync(data) : data
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(deflate ? 8 : 0, 4)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(declaredSize ?? data.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    central.push(
      Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, rest, Buffer.from(name)]),
    )
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

/** A PNG file, given its rows as they are stored, each after its filter byte; colour 0 is grey, 4 grey with alpha. */
export function png(width: number, height: number, depth: number, colour: number, rows: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)])
  chunk.writeUInt32BE(data.length, 0)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
  return chunk
}

/** An EXIF block (a little-endian TIFF directory) that holds only an orientation. */
export function exif(orientation: number): Buffer {
  const block = Buffer.alloc(26)
  block.write('II*\0', 'latin1')
  block.writeUInt32LE(8, 4)
  block.writeUInt16LE(1, 8)
  block.writeUInt16LE(274, 10)
  block.writeUInt16LE(3, 12)
  block.writeUInt32LE(1, 14)
  block.writeUInt16LE(orientation, 18)
  return block
}

/** The JPEG with that orientation in an APP1 segment. */
export function orientedJpeg(jpeg: Buffer, orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(orientation)])
  const segment = Buffer.from([0xff, 0xe1, 0, body.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), segment, body, jpeg.subarray(2)])
}

/** A tag of a TIFF's directory, and its values: bytes (1), numbers of 16 bits (3) or 32 (4). */
type TiffTag = readonly [tag: number, type: 1 | 3 | 4, ...values: number[]]

/** A little-endian TIFF of one strip; a BigTIFF if `isBig`. Further tags, or other values of the usual ones, are in `tags`. */
export function tiff(
  width: number,
  height: number,
  strip: Uint8Array,
  tags: readonly TiffTag[] = [],
  isBig = false,
): Buffer {
  const start = isBig ? 16 : 8
  const all = new Map(
    (
      [
        [256, 3, width],
        [257, 3, height],
        [258, 3, 8],
        [259, 3, 1],
        [262, 3, 1],
        [273, 4, start],
        [277, 3, 1],
        [278, 3, height],
        [279, 4, strip.length],
        ...tags,
      ] satisfies TiffTag[]
    ).map((each): [number, TiffTag] => [each[0], each]),
  )
  const entry = isBig ? 20 : 12
  const directory = Buffer.alloc((isBig ? 16 : 6) + all.size * entry)
  let extra = Buffer.alloc(0)
  if (isBig) directory.writeBigUInt64LE(BigInt(all.size))
  else directory.writeUInt16LE(all.size)
  let at = isBig ? 8 : 2
  for (const [tag, type, ...values] of [...all.values()].sort(([a], [b]) => a - b)) {
    const packed = Buffer.concat(values.map((value) => number(value, type)))
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    directory.writeUInt32LE(values.length, at + 4)
    const field = at + (isBig ? 12 : 8)
    if (packed.length <= (isBig ? 8 : 4)) packed.copy(directory, field)
    else {
      directory.writeUInt32LE(start + strip.length + directory.length + extra.length, field)
      extra = Buffer.concat([extra, packed])
    }
    at += entry
  }
  const header = Buffer.alloc(start)
  header.write(isBig ? 'II+\0\x08' : 'II*\0', 'latin1')
  header.writeUInt32LE(start + strip.length, isBig ? 8 : 4)
  return Buffer.concat([header, strip, directory, extra])
}

function number(value: number, type: 1 | 3 | 4): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes.subarray(0, { 1: 1, 3: 2, 4: 4 }[type])
}
