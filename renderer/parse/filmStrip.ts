import { type Grid, gridOf } from '../base/grid.ts'

/** Side of a cell, and the space between and around them, px. */
const CELL = 72
const GAP = 4

/** The film strip: as many columns as its width holds. @param width px */
export function layoutStrip(count: number, width: number): Grid {
  const columns = Math.max(1, Math.floor((width - GAP) / (CELL + GAP)))
  return gridOf(count, { columns, cell: CELL, gap: GAP, pad: GAP })
}

/** The pictures to walk through: those selected where they are several, else all that the library shows; `current` is among them. */
export function stripIds(shown: Uint32Array, selected: ReadonlySet<number>, current?: number): Uint32Array {
  const many = selected.size > 1
  const ids = many ? shown.filter((id) => selected.has(id)) : shown
  // Selected pictures that the library does not show just now follow in the order of their selection.
  const hidden = many && ids.length < selected.size ? [...new Set(selected).difference(new Set(ids))] : []
  const all = hidden.length > 0 ? Uint32Array.of(...ids, ...hidden) : ids
  return current === undefined || all.includes(current) ? all : Uint32Array.from([current, ...all])
}
