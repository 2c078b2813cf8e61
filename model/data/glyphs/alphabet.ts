import { Random } from '../../random.ts'
import { trace } from './ink.ts'
import { type Point, pathOf, type Stroke } from './stroke.ts'

/** A small group of strokes in a frame of its own, which recurs in several characters. */
export type Part = readonly Stroke[]

/** A part's place in a character, in units of the canvas side. */
export interface Placed {
  readonly part: Part
  readonly centre: Point
  /** Half the side of the part's frame. */
  readonly radius: number
}

/** One class of the script: its parts in their places. */
export interface Character {
  readonly name: string
  readonly parts: readonly Placed[]
}

export const CHARACTERS = 40
const PARTS = 16

let script: readonly Character[] | undefined

/** The invented script: the same for everyone, so that a class means the same in every generated set. */
export function alphabet(): readonly Character[] {
  script ??= invent()
  return script
}

function invent(): Character[] {
  const random = new Random(1)
  const library = partLibrary(random)
  const taken = new Set<string>()
  const characters: Character[] = []
  while (characters.length < CHARACTERS) {
    const layout = random.integer(0, layouts.length - 1)
    const chosen = layouts[layout].map(() => random.integer(0, PARTS - 1))
    const spelling = `${layout}: ${chosen}`
    const tooAlike = new Set(chosen).size < Math.min(chosen.length, 3)
    const tooFine = layouts[layout].some(([, , radius], i) => radius < 4 && library[chosen[i]].length > 2)
    if (tooAlike || tooFine || taken.has(spelling)) continue
    taken.add(spelling)
    characters.push({
      name: `glyph ${String(characters.length + 1).padStart(2, '0')}`,
      parts: layouts[layout].map(([x, y, radius], i) => ({
        part: library[chosen[i]],
        centre: [x / 28, y / 28],
        radius: radius / 28,
      })),
    })
  }
  return characters
}

/** Places of a character's parts, [x, y, radius] on a canvas of 28 px: two, three or four that do not overlap. */
const layouts: readonly (readonly [x: number, y: number, radius: number][])[] = [
  // two: side by side, one above the other, along either diagonal, a large one with a small one
  [
    [7.6, 14, 5.2],
    [20.4, 14, 5.2],
  ],
  [
    [14, 7.6, 5.2],
    [14, 20.4, 5.2],
  ],
  [
    [8.4, 8.4, 5.4],
    [19.8, 19.6, 5.4],
  ],
  [
    [19.8, 8.4, 5.4],
    [8.2, 19.6, 5.4],
  ],
  [
    [10.5, 17, 5.6],
    [20.5, 7, 3.4],
  ],
  [
    [16.5, 10.5, 5.6],
    [7.5, 21.5, 3.4],
  ],
  // three: triangles, a row, a column, a large one under two small ones
  [
    [14, 7.6, 4.8],
    [7.6, 20.4, 4.8],
    [20.4, 20.4, 4.8],
  ],
  [
    [7.6, 7.6, 4.8],
    [20.4, 7.6, 4.8],
    [14, 20.4, 4.8],
  ],
  [
    [7.6, 7.6, 4.8],
    [7.6, 20.4, 4.8],
    [20.4, 14, 4.8],
  ],
  [
    [20.4, 7.6, 4.8],
    [20.4, 20.4, 4.8],
    [7.6, 14, 4.8],
  ],
  [
    [5.6, 14, 3.3],
    [14, 14, 3.3],
    [22.4, 14, 3.3],
  ],
  [
    [14, 5.6, 3.3],
    [14, 14, 3.3],
    [14, 22.4, 3.3],
  ],
  [
    [8, 6.2, 3.4],
    [20, 6.2, 3.4],
    [14, 18.5, 5.6],
  ],
  // four: a square, a diamond
  [
    [7.8, 7.8, 4.5],
    [20.2, 7.8, 4.5],
    [7.8, 20.2, 4.5],
    [20.2, 20.2, 4.5],
  ],
  [
    [14, 5.8, 3.4],
    [5.8, 14, 3.4],
    [22.2, 14, 3.4],
    [14, 22.2, 3.4],
  ],
]

/** Parts that a reader can distinguish, of one to four strokes none of which hides another. */
function partLibrary(random: Random): Part[] {
  const library: { part: Part; ink: Float64Array }[] = []
  while (library.length < PARTS) {
    const part = somePart(random, STROKES[library.length % STROKES.length])
    if (!wellDrawn(part)) continue
    const ink = sketch(part)
    if (library.every((other) => overlap(other.ink, ink) < 0.5)) library.push({ part, ink })
  }
  return library.map(({ part }) => part)
}

const STROKES = [1, 2, 2, 3, 3, 4]
const ANCHORS: readonly Point[] = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x): Point => [0.9 * x, 0.9 * y]))

/** Strokes that end on a three by three grid; each but the first starts somewhere on an earlier one. */
function somePart(random: Random, strokes: number): Part {
  const part: Stroke[] = []
  while (part.length < strokes) {
    const kind = (['line', 'arc', 'hook'] as const)[random.integer(0, 2)]
    const starts = part.length > 0 ? pathOf(part[random.integer(0, part.length - 1)]) : ANCHORS
    const from = starts[random.integer(0, starts.length - 1)]
    const to = ANCHORS[random.integer(0, ANCHORS.length - 1)]
    const side = random.uniform() < 0.5 ? -1 : 1
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.85) continue
    part.push({ kind, from, to, bend: side * (kind === 'arc' ? 0.4 : 0.25) })
  }
  return part
}

/** Whether a part fills its frame and keeps within it, and most of each stroke stays free of the others. */
function wellDrawn(part: Part): boolean {
  const points = part.flatMap(pathOf)
  const extents = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis])
    return { least: Math.min(...values), most: Math.max(...values) }
  })
  const inside = extents.every(({ least, most }) => least > -1.1 && most < 1.1)
  const spans = extents.map(({ least, most }) => most - least).toSorted((a, b) => a - b)
  if (!inside || spans[1] < 1.6 || (part.length > 1 && spans[0] < 1.1)) return false
  return part.every((stroke) => {
    const others = part.filter((other) => other !== stroke)
    return hidden(sketch([stroke]), sketch(others)) < 0.4
  })
}

/** Side, scale and pen of the sketch on which parts are compared: as large as most parts get on a canvas of 28. */
const SKETCH = 15
const SKETCH_RADIUS = 5
const SKETCH_PEN = 2

function sketch(part: Part): Float64Array {
  const ink = new Float64Array(SKETCH * SKETCH)
  for (const stroke of part) {
    const path = pathOf(stroke).map(
      ([x, y]): Point => [SKETCH / 2 + SKETCH_RADIUS * x, SKETCH / 2 + SKETCH_RADIUS * y],
    )
    trace(path, SKETCH_PEN, SKETCH, (pixel, coverage) => {
      ink[pixel] = Math.max(ink[pixel], coverage)
    })
  }
  return ink
}

/** The share of `ink` that lies under `cover`. */
function hidden(ink: Float64Array, cover: Float64Array): number {
  return sum(ink.map((value, i) => Math.min(value, cover[i]))) / sum(ink)
}

/** Intersection over union. */
function overlap(a: Float64Array, b: Float64Array): number {
  return sum(a.map((value, i) => Math.min(value, b[i]))) / sum(a.map((value, i) => Math.max(value, b[i])))
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
