/** Widths of the panels on either side, px, and which of them are folded away. */
export type PaneSizes = {
  readonly left: number
  readonly right: number
  readonly folded: readonly string[]
}

const LEAST = 160

/** A width that leaves the middle at least as much as both panels need. */
export function clampPane(width: number, room: number): number {
  return Math.round(Math.max(LEAST, Math.min(width, Math.max(LEAST, 0.4 * room))))
}
