import type { Levels, Samples } from './samples.ts'

/** Numbers as they are stored, of which 0 and `white` need not be what the picture means by black and white. */
export type StoredSamples = Omit<Samples, 'levels' | 'white'> & {
  /** The largest value of their type; undefined for floating-point numbers. */
  readonly white?: number
}

/** Tells a person that values were stretched: in pictures such as the one of that name. */
export function stretchedNote(name: string, { black, white }: Levels): string {
  const [from, to] = [black, white].map((value) =>
    value.toLocaleString('en', { maximumSignificantDigits: 5 }),
  )
  return `${STRETCHED} values that do not use the range of their type, for instance ${from} to ${to} of ${name}.`
}

/** Whether a note is one of these. */
export function isStretchedNote(note: string): boolean {
  return note.startsWith(STRETCHED)
}

const STRETCHED = 'Stretched to black and white:'

/** The largest values of 8, 10, 12 and 14 bits, which instruments have, and of 16 in a type of 32. */
const DEPTHS = [255, 1023, 4095, 16383, 65535]

/**
 * The values that mean black and white, where a picture's numbers do not use the range of their type as pictures do:
 * 12-bit values stored in 16 bits, signed numbers, floating-point numbers beyond 0 to 1. Whole numbers go up to the
 * smallest usual depth that holds them all, floating-point numbers up to 1 or 255; where some are negative, or larger, the
 * smallest is black and the largest white. Numbers of 8 bits and less without a sign mean what they are.
 */
export function applyLevels(stored: StoredSamples): Samples {
  const { channels, values, white } = stored
  if (values instanceof Uint8Array) return { ...stored, white: white! }
  const levels = levelsOf(rangeOf(stored), white)
  const opaque = white ?? 1
  const isUsual = levels.black === 0 && levels.white === opaque
  if (isUsual && white !== undefined) return { ...stored, white }
  const shown = shownOf(channels)
  const scaled = new Float32Array(values.length)
  for (let at = 0; at < scaled.length; at += channels) {
    for (let c = at; c < at + shown; c++) {
      scaled[c] = share(values[c] - levels.black, levels.white - levels.black)
    }
    if (shown < channels) scaled[at + shown] = share(values[at + shown], opaque)
  }
  return { ...stored, values: scaled, white: 1, ...(!isUsual && { levels }) }
}

/** How many channels are not alpha; they come first. */
const shownOf = (channels: number) => (channels % 2 === 0 ? channels - 1 : channels)

/** A part of a whole, 0 to 1; 0 where that is not a number. */
function share(part: number, whole: number): number {
  const value = part / whole
  return value > 0 ? Math.min(1, value) : 0
}

function levelsOf({ least, most }: { least: number; most: number }, white?: number): Levels {
  if (most <= 0 && least >= 0) return { black: 0, white: white ?? 1 }
  if (least < 0) return measured(least, most)
  if (white === undefined) {
    return most <= 255 ? { black: 0, white: most <= 1 ? 1 : 255 } : measured(least, most)
  }
  const depth = DEPTHS.find((each) => most <= each)
  return { black: 0, white: Math.min(white, depth ?? (most > white / 2 ? white : most)) }
}

/** A picture of one value is black, as there is nothing to see in it. */
function measured(least: number, most: number): Levels {
  return { black: least, white: most > least ? most : least + 1 }
}

/** The smallest and the largest of the finite values that are no alpha; 0 and 0 where there are none. */
function rangeOf({ channels, values }: StoredSamples): { least: number; most: number } {
  const shown = shownOf(channels)
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let at = 0; at < values.length; at += channels) {
    for (let c = at; c < at + shown; c++) {
      const value = values[c]
      if (!Number.isFinite(value)) continue
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  return least <= most ? { least, most } : { least: 0, most: 0 }
}
