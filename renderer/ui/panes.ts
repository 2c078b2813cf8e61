export type Side = 'left' | 'right'

/** Widths of the panels on either side, px, and which of them are folded away. */
export type PaneSizes = {
  readonly left: number
  readonly right: number
  readonly folded: readonly Side[]
}

/** How the panels of a view lie in a window. */
export interface PaneLayout {
  /** Too small for panels beside the view: they are opened one at a time, from rails. */
  readonly narrow: boolean
  readonly shown: Readonly<Record<Side, boolean>>
  /** Where a rail opens the panel: in a narrow window, and in a wide one where it is folded away. */
  readonly rails: Readonly<Record<Side, boolean>>
  /** Width of the opened panel that lies upon the view, px: there is no room beside it. */
  readonly over?: number
  /** As CSS writes the columns of a grid, named for what comes into them. */
  readonly columns: string
}

const LEAST = 160
/** A window below this, px, is narrow: half of a small screen, or a page at twice its size. */
const NARROW = 900
/** What a view keeps beside an opened panel, px. */
const LEAST_MIDDLE = 420
/** Width of what opens a panel, px. */
export const RAIL = 28

/** A width that leaves the middle at least as much as both panels need. */
export function clampPane(width: number, room: number): number {
  return Math.round(Math.max(LEAST, Math.min(width, Math.max(LEAST, 0.4 * room))))
}

/**
 * Lays out the panels of a view.
 *
 * @param room width of the window, px
 * @param sides those that there are panels for
 * @param opened the panel that is open where the window is narrow
 */
export function layOut(room: number, sizes: PaneSizes, sides: readonly Side[], opened?: Side): PaneLayout {
  const narrow = room < NARROW
  const isShown = (side: Side) =>
    sides.includes(side) && (narrow ? opened === side : !sizes.folded.includes(side))
  const shown = { left: isShown('left'), right: isShown('right') }
  const isRail = (side: Side) => narrow || !shown[side]
  const free = room - sides.length * RAIL
  const over =
    narrow && opened && free - sizes[opened] < LEAST_MIDDLE ? Math.min(sizes[opened], free) : undefined
  const width = (side: Side) => `${shown[side] && over === undefined ? sizes[side] : 0}px`
  const edge = (side: Side) => `${sides.includes(side) ? (isRail(side) ? RAIL : 1) : 0}px`
  const columns = narrow
    ? `[left-edge] ${edge('left')} [left] ${width('left')} [middle] minmax(0, 1fr) [right] ${width('right')} [right-edge] ${edge('right')}`
    : `[left] ${width('left')} [left-edge] ${edge('left')} [middle] minmax(0, 1fr) [right-edge] ${edge('right')} [right] ${width('right')}`
  return { narrow, shown, rails: { left: isRail('left'), right: isRail('right') }, over, columns }
}
