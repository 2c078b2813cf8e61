/** A grid of equal cells that scrolls: which of them are in sight, and where they lie. */
export interface Strip {
  readonly columns: number
  /** Of the whole, px. */
  readonly height: number
  /** Cells in sight: from, and up to but without. */
  readonly from: number
  readonly to: number
}

/** Rows drawn beyond what is in sight, on either side: scrolling finds them there. */
const SPARE = 4

/** @param cell side of a cell with its gap, px; as the others */
export function stripAt(count: number, cell: number, width: number, height: number, scroll: number): Strip {
  const columns = Math.max(1, Math.floor(width / cell))
  const first = Math.max(0, Math.floor(scroll / cell) - SPARE)
  const last = Math.ceil((scroll + height) / cell) + SPARE
  return {
    columns,
    height: Math.ceil(count / columns) * cell,
    from: Math.min(count, first * columns),
    to: Math.min(count, last * columns),
  }
}

/** Where to scroll so that a cell is in sight; where it is already, as far as it is scrolled now. */
export function scrollTo(
  index: number,
  columns: number,
  cell: number,
  height: number,
  scroll: number,
): number {
  const top = Math.floor(index / columns) * cell
  if (top < scroll) return top
  return Math.max(scroll, top + cell - height)
}

/** The cell that a key walks to; undefined for other keys. */
export function stripMove(key: string, at: number, count: number, columns: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: count - 1,
  }
  const to = moves[key]
  return to === undefined ? undefined : Math.min(Math.max(to, 0), count - 1)
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
