import { type Grid, gridOf } from '../base/grid.ts'

/** Side of a cell, and the space between and around cells, px. */
const CELL = 72
const GAP = 4

/** Lays out the film strip, with as many columns as fit into `width` px. */
export function layoutStrip(count: number, width: number): Grid {
  const columns = Math.max(1, Math.floor((width - GAP) / (CELL + GAP)))
  return gridOf(count, { columns, cell: CELL, gap: GAP, pad: GAP })
}

/**
 * The pictures of the film strip: the selected ones if there are several, else all that the library shows. `current` is
 * always among them.
 */
export function stripIds(shown: Uint32Array, selected: ReadonlySet<number>, current?: number): Uint32Array {
  const many = selected.size > 1
  const ids = many ? shown.filter((id) => selected.has(id)) : shown
  // Selected pictures that the filter hides follow at the end.
  const hidden = many && ids.length < selected.size ? [...new Set(selected).difference(new Set(ids))] : []
  const all = hidden.length > 0 ? Uint32Array.of(...ids, ...hidden) : ids
  return current === undefined || all.includes(current) ? all : Uint32Array.from([current, ...all])
}
