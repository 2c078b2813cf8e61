import { RnpError } from '../../errors.ts'
import { Random } from '../../random.ts'
import type { ImageSet } from '../imageSet.ts'
import { alphabet, type Character } from './alphabet.ts'
import { trace } from './ink.ts'
import { type Point, pathOf } from './stroke.ts'

export interface GlyphsOptions {
  /** How many pictures. */
  readonly count: number
  readonly seed: number
  /** S: side of the canvas, px. */
  readonly side: number
  /** Train and test pictures of one seed come from different random streams. */
  readonly split: 'train' | 'test'
  /** Indices of the classes to draw from (0..CHARACTERS - 1), to hold some out; all of them by default. */
  readonly classes?: readonly number[]
  /** The random stream of seed and split (glyphStream) to continue, which is moved on; by default it begins at its start. */
  readonly stream?: Random
}

/**
 * Glyphs: the characters of an invented script, written by an unsteady hand, with the true part and stroke of every
 * pixel of ink. A character is two to four parts in their places, a part one to four strokes (line, arc, hook), and
 * the same parts recur in many characters: the part-whole hierarchy that a Recursive Neural Program is to find. Each
 * picture moves, turns, scales and bends the character, its parts and its strokes a little. A pixel belongs to the
 * stroke that covers most of it. The script was made for this project, and uses nobody else's pictures.
 *
 * @returns pictures with labels (the character) and truth; the same options give the same bytes.
 */
export function glyphs({ count, seed, side, split, classes, stream }: GlyphsOptions): ImageSet {
  const characters = alphabet()
  const drawn = classes ?? characters.map((_, i) => i)
  const unknown = drawn.find((i) => !characters[i])
  if (drawn.length === 0 || unknown !== undefined) {
    throw new RnpError(
      'usage/invalid',
      `Glyphs has no class ${unknown ?? 'in an empty list'}; it has 0 to ${characters.length - 1}.`,
      'Choose classes in that range.',
    )
  }
  const random = stream ?? glyphStream(seed, split)
  const canvas = new Canvas(count, side)
  const labels = Int32Array.from({ length: count }, () => {
    const label = drawn[random.integer(0, drawn.length - 1)]
    canvas.next(strokesOf(characters[label], random), penWidth(random))
    return label
  })
  return {
    name: 'Glyphs',
    count,
    side,
    pixels: canvas.pixels,
    labels,
    labelNames: characters.map(({ name }) => name),
    sources: Array.from({ length: count }, (_, i) => `${split} ${i}`),
    truth: { parts: canvas.parts, subParts: canvas.subParts },
    skipped: [],
    notes: [],
  }
}

/** The random stream of a set, at its first picture. */
export function glyphStream(seed: number, split: GlyphsOptions['split']): Random {
  const seeds = new Random(seed)
  const train = seeds.integer(0, 2 ** 31 - 1)
  const test = seeds.integer(0, 2 ** 31 - 1)
  return new Random(split === 'train' ? train : test)
}

/** A stroke where it is written, in units of the canvas side. */
interface Written {
  /** Index of its part in the character. */
  readonly part: number
  readonly path: readonly Point[]
}

/** Half of the margin that every character keeps along the canvas's edges, and the pen, as shares of a canvas of 28 px. */
const MARGIN = 2.4 / 28
const PEN = 2 / 28

function penWidth(random: Random): number {
  return PEN * random.uniform(0.88, 1.15)
}

function strokesOf(character: Character, random: Random): Written[] {
  const whole = jitter(random, 0.06, 6, 0.07)
  const written = character.parts.flatMap(({ part, centre, radius }, index) => {
    const ofPart = jitter(random, 0.1, 9, 0.1)
    return part.map((stroke): Written => {
      const ofStroke = jitter(random, 0.06, 5, 0.06)
      const bent = { ...stroke, bend: stroke.bend * random.uniform(0.8, 1.2) }
      const path = pathOf(bent).map((point) => {
        const [x, y] = ofPart(ofStroke(point))
        const [u, v] = whole([2 * (centre[0] + radius * x) - 1, 2 * (centre[1] + radius * y) - 1])
        return [(u + 1) / 2, (v + 1) / 2] as const
      })
      return { part: index, path }
    })
  })
  return intoMargins(written)
}

/** A small random similarity about the middle of a frame: shift (standard deviation), turn (degrees) and scale. */
function jitter(random: Random, shift: number, degrees: number, scale: number) {
  const size = 1 + scale * random.uniform(-1, 1)
  const angle = ((degrees * Math.PI) / 180) * random.uniform(-1, 1)
  const cosine = size * Math.cos(angle)
  const sine = size * Math.sin(angle)
  const right = shift * random.uniform(-1, 1)
  const down = shift * random.uniform(-1, 1)
  return ([x, y]: Point): Point => [cosine * x - sine * y + right, sine * x + cosine * y + down]
}

/** Moves strokes that would reach into the margins back inside, and shrinks them first if they are too large. */
function intoMargins(written: Written[]): Written[] {
  const points = written.flatMap(({ path }) => path)
  const room = 1 - 2 * MARGIN
  const box = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis])
    return { least: Math.min(...values), most: Math.max(...values) }
  })
  const scale = Math.min(1, ...box.map(({ least, most }) => room / (most - least)))
  const place = (value: number, axis: 0 | 1) => {
    const { least, most } = box[axis]
    const start = Math.min(Math.max(least, MARGIN), 1 - MARGIN - scale * (most - least))
    return start + scale * (value - least)
  }
  return written.map(({ part, path }) => ({ part, path: path.map(([x, y]) => [place(x, 0), place(y, 1)]) }))
}

/** Draws pictures, one after the other. */
class Canvas {
  readonly pixels: Uint8Array
  readonly parts: Uint8Array
  readonly subParts: Uint8Array
  readonly #side: number
  #at = 0

  constructor(count: number, side: number) {
    this.pixels = new Uint8Array(count * side * side)
    this.parts = new Uint8Array(count * side * side)
    this.subParts = new Uint8Array(count * side * side)
    this.#side = side
  }

  next(strokes: readonly Written[], penWidth: number): void {
    const side = this.#side
    for (const [index, { part, path }] of strokes.entries()) {
      const scaled = path.map(([x, y]) => [side * x, side * y] as const)
      trace(scaled, side * penWidth, side, (pixel, coverage) => {
        const at = this.#at + pixel
        const value = Math.round(255 * coverage)
        if (value <= this.pixels[at]) return
        this.pixels[at] = value
        this.parts[at] = 1 + part
        this.subParts[at] = 1 + index
      })
    }
    this.#at += side * side
  }
}
