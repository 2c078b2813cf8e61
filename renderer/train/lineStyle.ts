/** How a run's curve is drawn. Never in a part's colour: runs are told apart by dash, weight and shade. */
export interface LineStyle {
  /** As Plotly and SVG's stroke-dasharray write it; '' is a whole line. */
  readonly dash: string
  /** px */
  readonly width: number
  /** Name of the token of its colour. */
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

/** Runs on one chart at most: more lines are not told apart. */
export const MOST_COMPARED = STYLES.length

/**
 * The runs that are drawn, in order, and how: the selected one first, as the strongest line, then those compared with
 * it.
 */
export function stylesOf(
  selected: number | undefined,
  compared: Iterable<number>,
): ReadonlyMap<number, LineStyle> {
  const ids = new Set(selected === undefined ? [] : [selected])
  for (const id of compared) if (ids.size < MOST_COMPARED) ids.add(id)
  return new Map([...ids].map((id, place) => [id, STYLES[place]]))
}
