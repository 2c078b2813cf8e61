import type { Parse, Part } from '../../model/rnp/parse.ts'
import { addInk, type Ink, sideOf } from '../contract/ink.ts'
import { type Colour, partColour } from '../contract/partColours.ts'
import { blank, border, drawInk, drawNumber, fill, numberSize, type Picture } from './paint.ts'

/** The sheet behind the canvases: dark, but distinct from a canvas without ink. */
export const GROUND: Colour = [30, 32, 37]
const EMPTY: Colour = [0, 0, 0]
const GREY: Colour = [255, 255, 255]

/** Desired sides of a cell, px; canvases are scaled by the nearest whole number. Nested boxes need the larger one. */
const CELL = 112
const CELL_NESTED = 224
const GAP = 12
const GROUP_GAP = 24
const MARGIN = 24
const BORDER = 2
const NUMBER_SCALE = 3

/**
 * Draws parses as in the paper's figure 3, one row each: the input, the reconstruction, the parts in their colours on
 * the canvas, then a box for every part, bordered in the part's colour and numbered in the first row: its own
 * frame, with its sub-parts in their colours (at the lowest level its patch, in its own colour).
 *
 * Sub-parts that are programs themselves (three levels and more) have boxes of their own in a grid below their
 * part's box; what lies deeper is drawn inside those, coloured, without further boxes. Samples have no input:
 * its column is left out when no parse has one.
 */
export function partSheet(parses: readonly Parse[]): Picture {
  const side = sideOf(parses[0].canvas)
  const patch = sideOf(parses[0].parts[0].patch)
  const nested = parses.some(({ parts }) => parts.some(({ parts }) => parts.some(hasParts)))
  const boxes = Math.max(...parses.map(({ parts }) => parts.length))
  const scale = Math.max(1, Math.round((nested ? CELL_NESTED : CELL) / side))
  const cell = Math.max(side * scale, patch)

  const inputs = parses.some(({ image }) => image)
  const wholes = inputs ? 3 : 2
  const boxesLeft = MARGIN + wholes * (cell + GAP) - GAP + GROUP_GAP
  const subBoxes = nested
    ? Math.max(...parses.flatMap(({ parts }) => parts.map((part) => part.parts.length)))
    : 0
  const grid = subBoxes > 0 ? gridBelow(subBoxes, cell, patch) : undefined
  const pitch = cell + GAP + (grid ? grid.height + GROUP_GAP : 0)
  const numbersHeight = numberSize(0).height * NUMBER_SCALE + GAP
  const top = MARGIN + numbersHeight

  const sheet = blank(
    boxesLeft + boxes * (cell + GAP) - GAP + MARGIN,
    top + parses.length * pitch - (grid ? GROUP_GAP : GAP) + MARGIN,
    GROUND,
  )
  for (let t = 0; t < boxes; t++) {
    const left = boxesLeft + t * (cell + GAP)
    const { width } = numberSize(t + 1)
    const x = left + Math.floor((cell - width * NUMBER_SCALE) / 2)
    drawNumber(sheet, x, MARGIN, NUMBER_SCALE, t + 1, partColour(t))
  }
  for (const [row, parse] of parses.entries()) {
    const y = top + row * pitch
    const wholesOfRow = [
      ...(inputs ? [parse.image && greyInk(parse.image)] : []),
      greyInk(parse.canvas),
      colouredParts(parse),
    ]
    for (const [i, whole] of wholesOfRow.entries()) {
      if (whole) drawCell(sheet, MARGIN + i * (cell + GAP), y, cell, whole)
    }
    for (const part of parse.parts) {
      const x = boxesLeft + part.index * (cell + GAP)
      drawBox(sheet, x, y, cell, part)
      if (!grid) continue
      for (const sub of part.parts) {
        const column = sub.index % grid.columns
        const line = Math.floor(sub.index / grid.columns)
        drawBox(sheet, x + column * grid.pitch, y + cell + GAP + line * grid.pitch, grid.cell, sub)
      }
    }
  }
  return sheet
}

/** Adds up the parts on the canvas, each in the colour of its index. */
export function colouredParts({ canvas, parts }: Pick<Parse, 'canvas' | 'parts'>): Ink {
  return addInk(
    sideOf(canvas),
    parts.map(({ placed, index }) => ({ ink: placed, colour: partColour(index) })),
  )
}

/** Draws a canvas in the middle of a square cell, upscaled by the largest whole factor that fits. */
export function drawCell(picture: Picture, x: number, y: number, cell: number, ink: Ink): void {
  fill(picture, { x, y, width: cell, height: cell }, EMPTY)
  const scale = Math.floor(cell / ink.side)
  const inset = Math.floor((cell - ink.side * scale) / 2)
  drawInk(picture, x + inset, y + inset, scale, ink)
}

/** Draws a part in its own frame, inside a border of the part's colour. */
function drawBox(picture: Picture, x: number, y: number, cell: number, part: Part): void {
  drawCell(picture, x, y, cell, ownFrame(part))
  border(picture, { x, y, width: cell, height: cell }, BORDER, partColour(part.index))
}

function ownFrame({ patch, parts, index }: Part): Ink {
  if (parts.length > 0) return colouredParts({ canvas: patch, parts })
  return addInk(sideOf(patch), [{ ink: patch, colour: partColour(index) }])
}

/** A picture in shades of grey. */
export function greyInk(ink: Float32Array): Ink {
  return addInk(sideOf(ink), [{ ink, colour: GREY }])
}

/** Lays out a nearly square grid of `count` boxes that is as wide as the box above it. */
function gridBelow(count: number, width: number, patch: number) {
  const columns = Math.ceil(Math.sqrt(count))
  const cell = Math.max(patch, Math.floor((width - (columns - 1) * GAP) / columns))
  const pitch = cell + GAP
  return { columns, cell, pitch, height: Math.ceil(count / columns) * pitch - GAP }
}

function hasParts(part: Part): boolean {
  return part.parts.length > 0
}
