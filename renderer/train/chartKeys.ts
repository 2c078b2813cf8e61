type Range = readonly [from: number, to: number]

/** What the charts show: the step pointed at, the range of steps shown, and the range of all steps. */
export interface ChartPlace {
  readonly at: number | undefined
  readonly range: Range
  readonly full: Range
}

/**
 * What a key does to the charts: the arrow keys move the step pointed at (with Shift further), + and - zoom in and out
 * around it. Undefined for keys that do nothing.
 */
export function afterKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  { at, range, full }: ChartPlace,
): { readonly at: number | undefined; readonly range: Range } | undefined {
  const span = range[1] - range[0]
  const from = at ?? range[1]
  const move = Math.max(1, span / (shiftKey ? 10 : 100))
  const within = (step: number) => Math.round(Math.min(range[1], Math.max(range[0], step)))
  if (key === 'ArrowLeft') return { at: within(from - move), range }
  if (key === 'ArrowRight') return { at: within(from + move), range }
  if (key === 'Home') return { at: within(range[0]), range }
  if (key === 'End') return { at: within(range[1]), range }
  if (key === '+') return { at, range: around(from, Math.max(10, span / 2), full) }
  if (key === '-') return { at, range: around(from, span * 2, full) }
}

/** A range of `span` steps around `middle`, within the range of all steps. */
function around(middle: number, span: number, full: Range): Range {
  if (span >= full[1] - full[0]) return full
  const from = Math.min(full[1] - span, Math.max(full[0], middle - span / 2))
  return [from, from + span]
}
