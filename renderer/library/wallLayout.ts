/** Space between cells, px. */
const GAP = 6
/** Space around all of them, px. */
const PAD = 8
/** Height of the line of words below a cell, px. */
const CAPTION = 18

/** Where the cells of a wall of pictures lie: all of one size, row by row, filling the width. */
export interface WallLayout {
  readonly count: number
  readonly columns: number
  readonly rows: number
  /** Side of a cell, px. */
  readonly cell: number
  /** From one row to the next, and from one column to the next, px. */
  readonly rowPitch: number
  readonly columnPitch: number
  readonly left: number
  readonly top: number
  /** Of all rows, px. */
  readonly height: number
}

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * @param width px
 * @param size wanted side of a cell, px; cells grow until they fill the width
 * @param captions whether words stand below each cell
 * @param unit side of the pictures, px, where they are small: cells are then whole multiples of it, which crisp
 *   pictures fill, and what is left of the width goes to both sides
 */
export function layoutWall(
  count: number,
  width: number,
  size: number,
  captions: boolean,
  unit = 1,
): WallLayout {
  const room = Math.max(1, width - 2 * PAD)
  const least = unit > 1 ? Math.max(1, Math.round(size / unit)) * unit : Math.min(size, room)
  const columns = Math.max(1, Math.floor((room + GAP) / (least + GAP)))
  const columnPitch = unit > 1 ? least + GAP : Math.floor((room + GAP) / columns)
  const cell = columnPitch - GAP
  const rowPitch = columnPitch + (captions ? CAPTION : 0)
  const rows = Math.ceil(count / columns)
  const left = Math.max(0, Math.floor((width - columns * columnPitch + GAP) / 2))
  const height = rows === 0 ? 0 : 2 * PAD + rows * rowPitch - GAP
  return { count, columns, rows, cell, rowPitch, columnPitch, left, top: PAD, height }
}

/** Where a cell lies in the whole wall, px. */
export function rectOf(layout: WallLayout, index: number): Rect {
  return {
    x: layout.left + (index % layout.columns) * layout.columnPitch,
    y: layout.top + Math.floor(index / layout.columns) * layout.rowPitch,
    width: layout.cell,
    height: layout.cell,
  }
}

/** The cell under a point of the wall, px; undefined between cells and beyond the last. */
export function cellAt(layout: WallLayout, x: number, y: number): number | undefined {
  const column = Math.floor((x - layout.left) / layout.columnPitch)
  const row = Math.floor((y - layout.top) / layout.rowPitch)
  const index = row * layout.columns + column
  if (column < 0 || column >= layout.columns || row < 0 || index >= layout.count) return
  const rect = rectOf(layout, index)
  const below = layout.rowPitch - layout.columnPitch
  return x < rect.x + rect.width && y < rect.y + rect.height + below ? index : undefined
}

/** The cells whose rows meet a band of the wall: from the first to before `end`. */
export function cellsBetween(
  layout: WallLayout,
  top: number,
  bottom: number,
): { start: number; end: number } {
  const first = Math.max(0, Math.floor((top - layout.top) / layout.rowPitch))
  const last = Math.ceil((bottom - layout.top) / layout.rowPitch)
  return {
    start: Math.min(layout.count, first * layout.columns),
    end: Math.min(layout.count, Math.max(0, last) * layout.columns),
  }
}

/** The cells that a rectangle of the wall touches, in order. */
export function cellsIn(layout: WallLayout, { x, y, width, height }: Rect): number[] {
  const { start, end } = cellsBetween(layout, y, y + height)
  const found: number[] = []
  for (let index = start; index < end; index++) {
    const rect = rectOf(layout, index)
    const across = rect.x < x + width && rect.x + rect.width > x
    const down = rect.y < y + height && rect.y + rect.height > y
    if (across && down) found.push(index)
  }
  return found
}

/** Where to scroll so that a cell is in sight with the least movement, px. */
export function scrollTo(layout: WallLayout, index: number, scrollTop: number, viewHeight: number): number {
  const { y } = rectOf(layout, index)
  const top = y - layout.top
  const bottom = y + layout.rowPitch + layout.top - viewHeight
  if (scrollTop > top) return top
  return Math.max(scrollTop, bottom)
}

/** Where a picture is drawn in its cell: as large as it fits, by a whole factor where it is smaller than the cell. */
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
