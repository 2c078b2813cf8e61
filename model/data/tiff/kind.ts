import { compressions, type Layout, type Packing, type ValuesConstructor } from './blocks.ts'
import type { Directory } from './directory.ts'

/** Tags (TIFF 6.0). */
export const tag = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  channels: 277,
  planar: 284,
  predictor: 317,
  palette: 320,
  extra: 338,
  format: 339,
  subsampling: 530,
} as const

/** What the numbers of a picture mean (tag 262). */
export const photometric = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, ycbcr: 6 } as const
const names: Readonly<Record<number, string>> = {
  4: 'a transparency mask',
  8: 'CIE L*a*b* colours',
  9: 'ICC L*a*b* colours',
  10: 'ITU L*a*b* colours',
  32803: 'the raw values of a camera',
  32844: 'LogL values',
  32845: 'LogLuv values',
  34892: 'the raw values of a camera',
}
const compressionNames: Readonly<Record<number, string>> = {
  6: 'old-style JPEG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
}

/** What an extra channel is (tag 338). */
const ASSOCIATED = 1
const UNASSOCIATED = 2

/** What a file says of its picture. */
export interface Kind extends Layout, Packing {
  readonly meaning: number
  /** How many of the channels are colours; the first ones. */
  readonly colours: number
  /** The channel that is alpha. */
  readonly alpha?: number
  readonly isMultiplied: boolean
  /** The largest value; undefined for floating-point numbers. */
  readonly white?: number
}

/**
 * What a file says of its first picture.
 *
 * @throws Error that names the kind where it is not read
 */
export function kindOf(directory: Directory): Kind {
  const meaning = directory.first(tag.photometric) ?? photometric.blackIsZero
  const colours = coloursOf(meaning)
  const channels = directory.first(tag.channels) ?? 1
  if (channels < colours) throw new Error(`corrupt: ${channels} channels of ${colours} colours`)
  const bits = sameOf(directory.all(tag.bits), 'bits', channels) ?? 1
  const format = sameOf(directory.all(tag.format), 'kinds of numbers', channels) ?? UNSIGNED
  const compression = directory.first(tag.compression) ?? compressions.none
  if (!Object.values<number>(compressions).includes(compression)) {
    const name = compressionNames[compression] ?? `compression ${compression}`
    throw new Error(`a TIFF packed as ${name}, which is not read: save it with LZW`)
  }
  const extra = directory.all(tag.extra).findIndex((each) => each === ASSOCIATED || each === UNASSOCIATED)
  const hasAlpha = extra >= 0 && colours + extra < channels && meaning !== photometric.palette
  const isPacked = compression === compressions.jpeg
  if (meaning === photometric.ycbcr && !isPacked && directory.all(tag.subsampling).join() !== '1,1') {
    throw new Error('a TIFF of YCbCr colours of a lower resolution, which is not read: save it as RGB')
  }
  if (
    (meaning === photometric.cmyk || meaning === photometric.palette) &&
    (format !== UNSIGNED || bits > 16)
  ) {
    throw new Error(`a TIFF of ${bits} bits, which is not read in its colours: save it as RGB`)
  }
  return {
    width: directory.first(tag.width) ?? 0,
    height: directory.first(tag.height) ?? 0,
    channels,
    isPlanar: directory.first(tag.planar) === 2 && channels > 1,
    meaning,
    colours,
    ...(hasAlpha && { alpha: colours + extra }),
    isMultiplied: directory.all(tag.extra)[extra] === ASSOCIATED,
    compression,
    predictor: directory.first(tag.predictor) ?? 1,
    fillOrder: directory.first(tag.fillOrder) ?? 1,
    bits,
    Numbers: numbersOf(format, bits),
    ...(format !== FLOAT && { white: 2 ** (format === SIGNED ? bits - 1 : bits) - 1 }),
    jpegColours: meaning === photometric.ycbcr ? 'ycbcr' : 'rgb',
  }
}

function coloursOf(meaning: number): number {
  switch (meaning) {
    case photometric.whiteIsZero:
    case photometric.blackIsZero:
    case photometric.palette:
      return 1
    case photometric.rgb:
    case photometric.ycbcr:
      return 3
    case photometric.cmyk:
      return 4
    default:
      throw new Error(
        `a TIFF of ${names[meaning] ?? `colours of kind ${meaning}`}, which is not read: save it as RGB`,
      )
  }
}

/** The one value that all channels have; undefined where the file does not say it. */
function sameOf(values: readonly number[], what: string, channels: number): number | undefined {
  const own = values.slice(0, channels)
  if (own.every((each) => each === own[0])) return own[0]
  throw new Error(`a TIFF whose channels have different ${what} (${own.join(', ')}), which is not read`)
}

/** Kinds of numbers (tag 339). */
const UNSIGNED = 1
const SIGNED = 2
const FLOAT = 3

function numbersOf(format: number, bits: number): ValuesConstructor {
  const found = arrays[`${format} ${bits}`] ?? (format === UNSIGNED ? unpackedTo(bits) : undefined)
  if (found) return found
  throw new Error(`a TIFF of numbers of ${bits} bits of kind ${format}, which is not read`)
}

const arrays: Readonly<Record<string, ValuesConstructor>> = {
  '1 8': Uint8Array,
  '1 16': Uint16Array,
  '1 32': Uint32Array,
  '2 8': Int8Array,
  '2 16': Int16Array,
  '2 32': Int32Array,
  '3 16': Float16Array,
  '3 32': Float32Array,
  '3 64': Float64Array,
}

/** Where numbers of fewer bits are unpacked to. */
function unpackedTo(bits: number): ValuesConstructor | undefined {
  if ([1, 2, 4, 6].includes(bits)) return Uint8Array
  return [10, 12, 14].includes(bits) ? Uint16Array : undefined
}

const PLAIN_COMPRESSIONS: readonly number[] = [
  compressions.none,
  compressions.lzw,
  compressions.deflate,
  compressions.packBits,
]

/**
 * Whether @napi-rs/image reads a file right, which is faster: grey, RGB and RGBA of 8 and 16 bits, in strips or tiles, in
 * the usual compressions. It refuses some of the other kinds, and shows others wrong.
 */
export function isPlain(directory: Directory): boolean {
  const compression = directory.first(tag.compression) ?? compressions.none
  const channels = directory.first(tag.channels) ?? 1
  const extra = directory.all(tag.extra)
  const bits = directory.all(tag.bits)
  return (
    !directory.isBig &&
    PLAIN_COMPRESSIONS.includes(compression) &&
    bits.length === channels &&
    bits.every((each) => each === bits[0] && (each === 8 || each === 16)) &&
    directory.all(tag.format).every((each) => each === 1) &&
    (directory.first(tag.fillOrder) ?? 1) === 1 &&
    (directory.first(tag.planar) ?? 1) === 1 &&
    directory.first(tag.photometric) === (channels === 1 ? photometric.blackIsZero : photometric.rgb) &&
    (channels === 1 || channels === 3 ? extra.length === 0 : channels === 4 && extra[0] === UNASSOCIATED)
  )
}
