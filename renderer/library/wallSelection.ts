import type { WallLayout } from './wallLayout.ts'

/** Keys that walk the wall. */
export type WalkKey =
  | 'ArrowLeft'
  | 'ArrowRight'
  | 'ArrowUp'
  | 'ArrowDown'
  | 'PageUp'
  | 'PageDown'
  | 'Home'
  | 'End'

const WALK: readonly string[] = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'Home',
  'End',
] satisfies WalkKey[]

export const isWalkKey = (key: string): key is WalkKey => WALK.includes(key)

/**
 * The cell that a key leads to.
 *
 * @param from the cell one is at; undefined before the first step, which leads to the first cell
 * @param page rows in sight
 */
export function walk(
  key: WalkKey,
  from: number | undefined,
  layout: WallLayout,
  page: number,
): number | undefined {
  const last = layout.count - 1
  if (last < 0) return
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (from === undefined) return 0
  const { columns } = layout
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
  // Up and down keep the column; where the last row is short, its last cell.
  if (to < 0) return column
  return Math.min(to, Math.min(last, (layout.rows - 1) * columns + column))
}

/** The ids from one cell to another, whichever comes first. */
export function idsBetween(ids: Uint32Array, a: number, b: number): Uint32Array {
  return ids.subarray(Math.min(a, b), Math.max(a, b) + 1)
}

/** What is selected after a click with the control key: the picture is added, or taken away. */
export function toggled(selected: ReadonlySet<number>, id: number): Set<number> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** Where a picture stands; undefined where it is not shown. */
export function indexOf(ids: Uint32Array, id: number | undefined): number | undefined {
  const index = id === undefined ? -1 : ids.indexOf(id)
  return index < 0 ? undefined : index
}
