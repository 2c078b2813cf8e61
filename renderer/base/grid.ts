/** A scrolling grid of square cells of one size, filled row by row. */
export interface Grid {
  readonly count: number
  readonly columns: number
  readonly rows: number
  /** Side of a cell, px. */
  readonly cell: number
  /** Distance from one row, or column, to the next, px. */
  readonly rowPitch: number
  readonly columnPitch: number
  readonly left: number
  readonly top: number
  /** Height of all rows with the padding, px. */
  readonly height: number
}

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Sizes of a grid, px. */
interface Measures {
  readonly columns: number
  /** Side of a cell. */
  readonly cell: number
  /** Space between cells. */
  readonly gap: number
  /** Space above the first row, below the last, and left of the first column unless `left` is given. */
  readonly pad: number
  readonly left?: number
  /** Space below each cell, for a caption. */
  readonly below?: number
}

export function gridOf(count: number, { columns, cell, gap, pad, left = pad, below = 0 }: Measures): Grid {
  const columnPitch = cell + gap
  const rowPitch = columnPitch + below
  const rows = Math.ceil(count / columns)
  const height = rows === 0 ? 0 : 2 * pad + rows * rowPitch - gap
  return { count, columns, rows, cell, rowPitch, columnPitch, left, top: pad, height }
}

/** The rectangle of a cell in the whole grid, px. */
export function rectOf(grid: Grid, index: number): Rect {
  return {
    x: grid.left + (index % grid.columns) * grid.columnPitch,
    y: grid.top + Math.floor(index / grid.columns) * grid.rowPitch,
    width: grid.cell,
    height: grid.cell,
  }
}

/** The cell under a point of the grid, px; undefined between cells and beyond the last. */
export function cellAt(grid: Grid, x: number, y: number): number | undefined {
  const column = Math.floor((x - grid.left) / grid.columnPitch)
  const row = Math.floor((y - grid.top) / grid.rowPitch)
  const index = row * grid.columns + column
  if (column < 0 || column >= grid.columns || row < 0 || index >= grid.count) return
  const rect = rectOf(grid, index)
  const below = grid.rowPitch - grid.columnPitch
  return x < rect.x + rect.width && y < rect.y + rect.height + below ? index : undefined
}

/** The cells of the rows between two heights of the grid; `end` is exclusive. */
export function cellsBetween(grid: Grid, top: number, bottom: number): { start: number; end: number } {
  const first = Math.max(0, Math.floor((top - grid.top) / grid.rowPitch))
  const last = Math.ceil((bottom - grid.top) / grid.rowPitch)
  return {
    start: Math.min(grid.count, first * grid.columns),
    end: Math.min(grid.count, Math.max(0, last) * grid.columns),
  }
}

/** The cells that a rectangle of the grid touches, in order. */
export function cellsIn(grid: Grid, { x, y, width, height }: Rect): number[] {
  const { start, end } = cellsBetween(grid, y, y + height)
  const found: number[] = []
  for (let index = start; index < end; index++) {
    const rect = rectOf(grid, index)
    const across = rect.x < x + width && rect.x + rect.width > x
    const down = rect.y < y + height && rect.y + rect.height > y
    if (across && down) found.push(index)
  }
  return found
}

/** The scroll position that shows a cell with the least movement, px. */
export function scrollTo(grid: Grid, index: number, scrollTop: number, viewHeight: number): number {
  const { y } = rectOf(grid, index)
  const top = y - grid.top
  const bottom = y + grid.rowPitch + grid.top - viewHeight
  if (scrollTop > top) return top
  return Math.max(scrollTop, bottom)
}

/** Keys that move from cell to cell. */
const WALK = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'] as const

export type WalkKey = (typeof WALK)[number]

export const isWalkKey = (key: string): key is WalkKey => (WALK as readonly string[]).includes(key)

/**
 * The cell that a key leads to; undefined in an empty grid.
 *
 * @param from the current cell; undefined before the first step, which leads to the first cell
 * @param page number of rows in sight
 */
export function walk(key: WalkKey, from: number | undefined, grid: Grid, page: number): number | undefined {
  const last = grid.count - 1
  if (last < 0) return
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (from === undefined) return 0
  const { columns } = grid
  const rows = Math.max(1, page)
  const steps = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -rows * columns,
    PageDown: rows * columns,
  }
  const to = from + steps[key]
  if (key === 'ArrowLeft' || key === 'ArrowRight') return Math.min(last, Math.max(0, to))
  const column = from % columns
  // Up and down keep the column, or take the last cell of a short last row.
  if (to < 0) return column
  return Math.min(to, Math.min(last, (grid.rows - 1) * columns + column))
}
