export type Side = 'left' | 'right'

/** Widths of the panels on either side, px, and which of them are hidden. */
export type PaneSizes = {
  readonly left: number
  readonly right: number
  /** The hidden ones. The name stays, because settings are stored by it. */
  readonly folded: readonly Side[]
}

/** The layout of a view's panels in a window. */
export interface PaneLayout {
  /** Whether the window is too narrow for panels beside the view, so that they are opened one at a time, from rails. */
  readonly narrow: boolean
  readonly shown: Readonly<Record<Side, boolean>>
  /** Whether a rail opens the panel: always in a narrow window, in a wide one if it is hidden. */
  readonly rails: Readonly<Record<Side, boolean>>
  /** Width of the open panel, px, if it lies over the view because there is no space beside it. */
  readonly over?: number
  /** CSS grid-template-columns, with lines named after what the columns contain. */
  readonly columns: string
}

/** Smallest width of a panel, px. */
const MIN_PANE = 160
/** A narrower window is laid out as narrow, px: half of a small screen, or a page at 200 %. */
const MIN_WIDE = 900
/** Smallest width of a view beside an open panel, px; with less, the panel lies over it. */
const MIN_MIDDLE = 420
/** Width of a rail, px. */
export const RAIL = 28

/** The nearest allowed width of a panel, px: at least MIN_PANE, and at most 40 % of the window. */
export function clampPane(width: number, room: number): number {
  return Math.round(Math.max(MIN_PANE, Math.min(width, Math.max(MIN_PANE, 0.4 * room))))
}

/**
 * Lays out the panels of a view.
 *
 * @param room width of the window, px
 * @param sides the sides that have a panel
 * @param opened the panel that is open in a narrow window
 */
export function layOut(room: number, sizes: PaneSizes, sides: readonly Side[], opened?: Side): PaneLayout {
  const narrow = room < MIN_WIDE
  const isShown = (side: Side) =>
    sides.includes(side) && (narrow ? opened === side : !sizes.folded.includes(side))
  const shown = { left: isShown('left'), right: isShown('right') }
  const isRail = (side: Side) => narrow || !shown[side]
  const free = room - sides.length * RAIL
  const over =
    narrow && opened && free - sizes[opened] < MIN_MIDDLE ? Math.min(sizes[opened], free) : undefined
  const width = (side: Side) => `${shown[side] && over === undefined ? sizes[side] : 0}px`
  const edge = (side: Side) => `${sides.includes(side) ? (isRail(side) ? RAIL : 1) : 0}px`
  const columns = narrow
    ? `[left-edge] ${edge('left')} [left] ${width('left')} [middle] minmax(0, 1fr) [right] ${width('right')} [right-edge] ${edge('right')}`
    : `[left] ${width('left')} [left-edge] ${edge('left')} [middle] minmax(0, 1fr) [right-edge] ${edge('right')} [right] ${width('right')}`
  return { narrow, shown, rails: { left: isRail('left'), right: isRail('right') }, over, columns }
}
