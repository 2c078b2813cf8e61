import type { PictureFilter } from '../../main/contract/library.ts'

/** A clause of the sentence that describes a filter, and the filter without it. */
export interface Clause {
  /** "of MNIST", "labelled 4 or 9" */
  readonly text: string
  readonly without: PictureFilter
}

const FOR_SPLIT = { train: 'training', test: 'testing' } as const

/** The filter as clauses of a sentence that begins "12,400 pictures …". */
export function clausesOf(filter: PictureFilter, nameOfSet: (id: number) => string): Clause[] {
  const { sets, labels, splits, missing, parsed, text } = filter
  const clauses: Clause[] = []
  const add = (words: string, field: keyof PictureFilter) => {
    const { [field]: _, ...without } = filter
    clauses.push({ text: words, without })
  }
  if (sets) add(`of ${listed(sets.map(nameOfSet))}`, 'sets')
  if (labels) add(`labelled ${listed(labels)}`, 'labels')
  if (splits) add(`for ${listed(splits.map((split) => FOR_SPLIT[split]))}`, 'splits')
  if (parsed !== undefined) add(parsed ? 'parsed by this model' : 'not parsed by this model', 'parsed')
  if (missing !== undefined) add(missing ? 'whose file is missing' : 'whose file is not missing', 'missing')
  if (text) add(`named like “${text}”`, 'text')
  return clauses
}

/** Names listed before the others are only counted. */
const MAX_NAMES = 3

/** "4", "4 or 9", "1, 2 or 3", "1, 2, 3 or 7 others" */
function listed(names: readonly string[]): string {
  const isLong = names.length > MAX_NAMES + 1
  const shown = isLong ? [...names.slice(0, MAX_NAMES), `${names.length - MAX_NAMES} others`] : names
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`
}

type ListField = 'sets' | 'labels' | 'splits'

/**
 * The filter after a click on one of a list's names. It becomes the only chosen one, or none if it was that already.
 *
 * @param added whether it is instead added to the chosen ones, or removed if it is one of them
 */
export function choose<Field extends ListField>(
  filter: PictureFilter,
  field: Field,
  value: NonNullable<PictureFilter[Field]>[number],
  added: boolean,
): PictureFilter {
  const before: readonly unknown[] = filter[field] ?? []
  const others = before.filter((one) => one !== value)
  const had = others.length < before.length
  const next = added ? (had ? others : [...others, value]) : had && others.length === 0 ? [] : [value]
  const { [field]: _, ...rest } = filter
  return next.length === 0 ? rest : { ...rest, [field]: next }
}
