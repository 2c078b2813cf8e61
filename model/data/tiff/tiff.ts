import { applyLevels } from '../levels.ts'
import type { Samples } from '../samples.ts'
import { compressions, readBlocks, type Values } from './blocks.ts'
import { Directory } from './directory.ts'
import { isPlain, type Kind, kindOf, photometric, tag } from './kind.ts'

/** The most memory that a picture's numbers may take: 100 megapixels of floating-point RGB. */
const MAX_BYTES = 1.2e9

/**
 * Decodes the first picture of a TIFF or BigTIFF file, as it lies there: grey, RGB, palette, CMYK and YCbCr; whole numbers
 * of 1 to 32 bits and floating-point numbers, by `applyLevels`; strips, tiles and planes. Alpha that the colours were
 * multiplied by is divided out again. Channels that are neither colours nor alpha are left out.
 *
 * @returns undefined where @napi-rs/image reads the file right, which is faster (kind.ts)
 * @throws Error whose message is the reason: damaged, truncated, too large, or of a kind that is not read, which it names
 */
export async function decodeTiff(bytes: Uint8Array): Promise<Samples | undefined> {
  try {
    const directory = directoryOf(bytes)
    return isPlain(directory) ? undefined : await decodeWhole(bytes, directory)
  } catch (error) {
    if (error instanceof RangeError) throw new Error('truncated: the file ends too early', { cause: error })
    throw error
  }
}

async function decodeWhole(bytes: Uint8Array, directory: Directory): Promise<Samples> {
  const kind = kindOf(directory)
  const { width, height, channels, bits, Numbers } = kind
  if (width * height * channels * Math.ceil(bits / 8) > MAX_BYTES) {
    throw new Error(`too large: ${width} x ${height} px of ${channels} channels of ${bits} bits`)
  }
  const stored = new Numbers(width * height * channels)
  await readBlocks(bytes, directory, kind, kind, stored)
  return kind.meaning === photometric.palette
    ? withPalette(stored, kind, directory.all(tag.palette))
    : meant(shownOf(stored, kind), kind)
}

function directoryOf(bytes: Uint8Array): Directory {
  return new Directory(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

/** Numbers of a palette as the colours that they stand for. */
function withPalette(stored: Values, { width, height, channels }: Kind, palette: readonly number[]): Samples {
  const size = palette.length / 3
  // Some writers give 8 of the 16 bits.
  const scale = palette.every((each) => each <= 255) ? 1 : 257
  const values = new Uint8Array(width * height * 3)
  for (let i = 0, at = 0; at < values.length; i += channels) {
    const colour = stored[i]
    if (colour >= size) throw new Error(`corrupt: colour ${colour} of a palette of ${size}`)
    for (let c = 0; c < 3; c++) values[at++] = palette[c * size + colour] / scale
  }
  return { width, height, channels: 3, white: 255, values }
}

/** The channels that are colours or alpha. */
function shownOf(stored: Values, { width, height, channels, colours, alpha, Numbers }: Kind): Values {
  const shown = [...Array(colours).keys(), ...(alpha === undefined ? [] : [alpha])]
  if (shown.length === channels) return stored
  const values = new Numbers(width * height * shown.length)
  for (let from = 0, at = 0; at < values.length; from += channels) {
    for (const channel of shown) values[at++] = stored[from + channel]
  }
  return values
}

/** Colours as `Samples` has them: grey or RGB, 0 black, not multiplied by alpha. */
function meant(values: Values, kind: Kind): Samples {
  const { width, height, colours, alpha, isMultiplied } = kind
  const stored = { width, height, channels: colours + (alpha === undefined ? 0 : 1), values }
  const samples = isCmyk(kind)
    ? { ...stored, white: kind.white! }
    : applyLevels({ ...stored, white: kind.white })
  const convert = conversionOf(kind)
  if (!convert && !isMultiplied) return samples

  const { white } = samples
  const shown = Math.min(colours, 3)
  const channels = shown + (alpha === undefined ? 0 : 1)
  const size = width * height * channels
  const converted = values instanceof Uint8Array ? new Uint8ClampedArray(size) : new Float32Array(size)
  const pixel: number[] = []
  for (let from = 0, at = 0; at < size; from += stored.channels) {
    for (let c = 0; c < colours; c++) pixel[c] = samples.values[from + c]
    const opaque = alpha === undefined ? white : samples.values[from + colours]
    const scale = !isMultiplied ? 1 : opaque > 0 ? white / opaque : 0
    const result = convert?.(pixel, white) ?? pixel
    for (let c = 0; c < shown; c++) converted[at++] = Math.min(white, Math.max(0, result[c] * scale))
    if (alpha !== undefined) converted[at++] = opaque
  }
  return { ...samples, channels, values: converted }
}

type Conversion = (pixel: readonly number[], white: number) => readonly number[]

function conversionOf({ meaning, compression }: Kind): Conversion | undefined {
  if (meaning === photometric.whiteIsZero) return ([value], white) => [white - value]
  if (meaning === photometric.cmyk) return rgbOfCmyk
  // What decodes a JPEG gives RGB.
  return meaning === photometric.ycbcr && compression !== compressions.jpeg ? rgbOfYcbcr : undefined
}

const rgbOfCmyk: Conversion = ([cyan, magenta, yellow, black], white) =>
  [cyan, magenta, yellow].map((ink) => ((white - ink) * (white - black)) / white)

/** ITU-R BT.601, of the full range. */
const rgbOfYcbcr: Conversion = ([y, cb, cr], white) => {
  const blue = cb - (white + 1) / 2
  const red = cr - (white + 1) / 2
  return [y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue]
}

const isCmyk = ({ meaning }: Kind) => meaning === photometric.cmyk
