import { IMAGE_FORMATS, type ImageFormatName, imageFormats } from './imageFormats.ts'
import { Directory } from './tiff/directory.ts'

/** The contents of a picture's header, read without decoding the picture. */
export interface PictureHeader {
  readonly format: ImageFormatName
  /** Stored size, px, before `orientation` is applied. */
  readonly width: number
  readonly height: number
  /** EXIF orientation, 1 (upright) to 8. */
  readonly orientation: number
}

/** The tag of the orientation, in EXIF and in TIFF. */
const ORIENTATION = 274
/** "Exif" as a number. */
const EXIF = 0x45786966

type Size = Omit<PictureHeader, 'format'>

/**
 * Reads the header of a picture file (imageFormats.ts), recognised by its first bytes and never by its name.
 * PNG, JPEG and WebP files are also walked to their end, because decoders may silently accept a missing end.
 *
 * @throws Error whose message is the reason: empty, not a picture, truncated, no pixels
 */
export function readHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length === 0) throw new Error('empty file')
  const start = latin(bytes, 0, 12)
  const format = imageFormats.find(({ begins }) => begins(start))?.name
  if (!format) throw new Error(`not a ${IMAGE_FORMATS} picture`)
  const header = { format, ...sizeOf(format, bytes) }
  if (header.width === 0 || header.height === 0)
    throw new Error(`no pixels (${header.width} x ${header.height})`)
  return header
}

const readers: Record<ImageFormatName, (view: DataView, bytes: Uint8Array) => Size> = {
  png,
  jpeg,
  webp,
  bmp,
  gif,
  tiff,
}

function sizeOf(format: ImageFormatName, bytes: Uint8Array): Size {
  try {
    return readers[format](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes)
  } catch (error) {
    if (error instanceof RangeError) throw new Error('truncated: the file ends too early', { cause: error })
    throw error
  }
}

function png(view: DataView, bytes: Uint8Array): Size {
  let orientation = 1
  for (let at = 8, type = ''; type !== 'IEND'; ) {
    const length = view.getUint32(at)
    type = latin(bytes, at + 4, 4)
    if (type === 'eXIf') orientation = exifOrientation(view, at + 8, length)
    at += 12 + length
    if (at > view.byteLength) throw new RangeError()
  }
  return { width: view.getUint32(16), height: view.getUint32(20), orientation }
}

function jpeg(view: DataView, bytes: Uint8Array): Size {
  let size = { width: 0, height: 0, orientation: 1 }
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at)
    if (at < 0 || at + 1 >= bytes.length) throw new Error('truncated: no end-of-image marker (FF D9)')
    const marker = bytes[at + 1]
    if (marker === 0xd9) return size
    if (marker === 0xff) at += 1
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else {
      const length = view.getUint16(at + 2)
      const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
      if (startOfFrame) size = { ...size, height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
      if (marker === 0xe1 && latin(bytes, at + 4, 6) === 'Exif\0\0') {
        size.orientation = exifOrientation(view, at + 10, length - 8)
      }
      at += 2 + length
    }
  }
}

function webp(view: DataView, bytes: Uint8Array): Size {
  const end = 8 + view.getUint32(4, true)
  if (end > view.byteLength) throw new RangeError()
  const size = { width: 0, height: 0, orientation: 1 }
  for (let at = 12; at + 8 <= end; ) {
    const type = latin(bytes, at, 4)
    const length = view.getUint32(at + 4, true)
    const body = at + 8
    if (type === 'VP8X') {
      size.width = 1 + (view.getUint32(body + 4, true) & 0xffffff)
      size.height = 1 + (view.getUint32(body + 6, true) >>> 8)
    } else if (type === 'VP8L' && size.width === 0) {
      const packed = view.getUint32(body + 1, true)
      size.width = 1 + (packed & 0x3fff)
      size.height = 1 + ((packed >>> 14) & 0x3fff)
    } else if (type === 'VP8 ' && size.width === 0) {
      size.width = view.getUint16(body + 6, true) & 0x3fff
      size.height = view.getUint16(body + 8, true) & 0x3fff
    } else if (type === 'EXIF') {
      size.orientation = exifOrientation(view, body, length)
    }
    at = body + length + (length % 2)
  }
  return size
}

function bmp(view: DataView): Size {
  const core = view.getUint32(14, true) === 12
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true)
  const height = core ? view.getUint16(20, true) : view.getInt32(22, true)
  return { width: Math.abs(width), height: Math.abs(height), orientation: 1 }
}

function gif(view: DataView): Size {
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: 1 }
}

function tiff(view: DataView): Size {
  const directory = new Directory(view)
  return {
    width: directory.first(256) ?? 0,
    height: directory.first(257) ?? 0,
    orientation: upright(directory.first(ORIENTATION)),
  }
}

/** The orientation in an EXIF block (a small TIFF file); 1 where the block is damaged, as the picture itself may be whole. */
function exifOrientation(view: DataView, at: number, length: number): number {
  try {
    const block = new DataView(view.buffer, view.byteOffset + at, length)
    // Some writers put before it what is before it in a JPEG.
    const isPrefixed = length > 6 && block.getUint32(0) === EXIF
    const start = isPrefixed ? 6 : 0
    return upright(
      new Directory(new DataView(view.buffer, block.byteOffset + start, length - start)).first(ORIENTATION),
    )
  } catch (error) {
    if (error instanceof RangeError) return 1
    throw error
  }
}

function upright(orientation = 1): number {
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

function latin(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length))
}
