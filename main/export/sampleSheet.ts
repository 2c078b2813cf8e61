import type { Parse } from '../../model/rnp/parse.ts'
import { sideOf } from '../contract/ink.ts'
import { blank, type Picture } from './paint.ts'
import { colouredParts, drawCell, GROUND } from './partSheet.ts'

/** Desired side of a sample, px. Many samples are drawn smaller. */
const CELL = 112
/** Maximum width of a sheet, px. */
const MAX_SHEET_WIDTH = 4_000
const GAP = 12
const MARGIN = 24

/** Draws parses or samples as a grid, each with its parts in their colours, as in the paper's figure 5. */
export function sampleSheet(parses: readonly Parse[]): Picture {
  const columns = Math.ceil(Math.sqrt(parses.length))
  const rows = Math.ceil(parses.length / columns)
  const side = sideOf(parses[0].canvas)
  const scale = Math.min(Math.round(CELL / side), Math.floor((MAX_SHEET_WIDTH / columns - GAP) / side))
  const cell = side * Math.max(1, scale)
  const extent = (count: number) => 2 * MARGIN + count * (cell + GAP) - GAP
  const sheet = blank(extent(columns), extent(rows), GROUND)
  for (const [i, parse] of parses.entries()) {
    const x = MARGIN + (i % columns) * (cell + GAP)
    const y = MARGIN + Math.floor(i / columns) * (cell + GAP)
    drawCell(sheet, x, y, cell, colouredParts(parse))
  }
  return sheet
}
