import { type Grid, gridOf, type Rect } from '../base/grid.ts'

/** Space between cells, px. */
const GAP = 6
/** Space around all of them, px. */
const PAD = 8
/** Height of the caption below a cell, px. */
const CAPTION = 18

/**
 * Lays out the wall of pictures.
 *
 * @param width px
 * @param size wanted side of a cell, px; cells grow until they fill the width
 * @param captions whether there is a caption below each cell
 * @param unit side of the pictures, px, if they are small: cells are then whole multiples of it, which crisp pictures
 *   fill exactly, and the rest of the width is left free on both sides
 */
export function layoutWall(count: number, width: number, size: number, captions: boolean, unit = 1): Grid {
  const room = Math.max(1, width - 2 * PAD)
  const least = unit > 1 ? Math.max(1, Math.round(size / unit)) * unit : Math.min(size, room)
  const columns = Math.max(1, Math.floor((room + GAP) / (least + GAP)))
  const columnPitch = unit > 1 ? least + GAP : Math.floor((room + GAP) / columns)
  const cell = columnPitch - GAP
  const left = Math.max(0, Math.floor((width - columns * columnPitch + GAP) / 2))
  return gridOf(count, { columns, cell, gap: GAP, pad: PAD, left, below: captions ? CAPTION : 0 })
}

/** The rectangle of a picture in its cell: as large as fits, at a whole factor if the picture is smaller than the cell. */
export function fitPicture(width: number, height: number, cell: Rect): Rect {
  const fit = Math.min(cell.width / width, cell.height / height)
  const scale = fit >= 1 ? Math.floor(fit) : fit
  const drawn = { width: Math.round(width * scale), height: Math.round(height * scale) }
  return {
    x: cell.x + Math.floor((cell.width - drawn.width) / 2),
    y: cell.y + Math.floor((cell.height - drawn.height) / 2),
    ...drawn,
  }
}
