/** How a run's curve is drawn: runs differ in dash, width and shade, because colours mean the order of parts. */
export interface LineStyle {
  /** In the notation of Plotly and of SVG's stroke-dasharray; '' is a solid line. */
  readonly dash: string
  /** px */
  readonly width: number
  /** CSS variable of its colour. */
  readonly token: '--text' | '--text-quiet' | '--text-faint'
}

const STYLES: readonly LineStyle[] = [
  { dash: '', width: 1.75, token: '--text' },
  { dash: '6px,3px', width: 1.5, token: '--text-quiet' },
  { dash: '1.5px,2.5px', width: 1.75, token: '--text-quiet' },
  { dash: '8px,3px,1.5px,3px', width: 1.5, token: '--text-quiet' },
  { dash: '', width: 1, token: '--text-faint' },
  { dash: '12px,4px', width: 1, token: '--text-faint' },
]

/** Largest number of runs in a chart: more lines could not be told apart. */
export const MAX_COMPARED = STYLES.length

/**
 * The ids of the runs that are drawn, in order, with their styles: the selected one first, with the strongest line, then
 * those compared with it.
 */
export function stylesOf(
  selected: number | undefined,
  compared: Iterable<number>,
): ReadonlyMap<number, LineStyle> {
  const ids = new Set(selected === undefined ? [] : [selected])
  for (const id of compared) if (ids.size < MAX_COMPARED) ids.add(id)
  return new Map([...ids].map((id, place) => [id, STYLES[place]]))
}
