/** The ids from one cell to another, in either order. */
export function idsBetween(ids: Uint32Array, a: number, b: number): Uint32Array {
  return ids.subarray(Math.min(a, b), Math.max(a, b) + 1)
}

/** The selection after a click with Ctrl, which adds or removes a picture. */
export function toggled(selected: ReadonlySet<number>, id: number): Set<number> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

/** The index of a picture; undefined if it is not shown. */
export function indexOf(ids: Uint32Array, id: number | undefined): number | undefined {
  const index = id === undefined ? -1 : ids.indexOf(id)
  return index < 0 ? undefined : index
}
