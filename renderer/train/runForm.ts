import type { PictureFilter, PictureSet } from '../../main/contract/library.ts'
import type { NewRun, RunData, RunSettings, SettingField } from '../../main/contract/runs.ts'
import { settingText } from './settingRows.ts'

/** Where the pictures come from: whole sets, what the Library shows, its selection, or what another view handed over. */
export type DataSource = 'sets' | 'shown' | 'selected' | 'given'

/** What a person has filled in for a new run. */
export interface RunForm {
  /** '' until a person types one; the suggestion is used then. */
  readonly name: string
  readonly source: DataSource
  readonly sets: readonly number[]
  /** Only pictures with one of these labels; all if empty. */
  readonly labels: readonly string[]
  readonly preset: string
  readonly fromModel?: number
  /** Settings that differ from the default; undefined for one that is not a number as typed. */
  readonly settings: Readonly<Record<string, number | undefined>>
}

/** What the form depends on besides its own fields. */
export interface FormSources {
  readonly shown: PictureFilter
  readonly selected: readonly number[]
  readonly given?: { readonly data: RunData; readonly title: string }
  readonly fields: readonly SettingField[]
  readonly suggestion: string
}

/** What is wrong, by field. */
export type FormProblems = Readonly<Record<string, string>>

/** The pictures of a form; undefined if none are chosen. */
export function dataOf(form: RunForm, { shown, selected, given }: FormSources): RunData | undefined {
  if (form.source === 'given') return given?.data
  if (form.source === 'shown') return { filter: shown }
  if (form.source === 'selected') return selected.length < 2 ? undefined : { ids: [...selected] }
  if (form.sets.length === 0) return undefined
  const labels = form.labels.length > 0 ? { labels: [...form.labels] } : {}
  return { filter: { sets: [...form.sets], ...labels } }
}

export function problemsOf(form: RunForm, sources: FormSources): FormProblems {
  const problems: Record<string, string> = {}
  if (nameOf(form, sources).length > 200) problems.name = 'A name can have at most 200 characters.'
  if (!dataOf(form, sources)) {
    problems.data =
      form.source === 'selected' ? 'Select two pictures or more in the Library.' : 'Choose at least one set.'
  }
  for (const field of sources.fields) {
    if (!(field.name in form.settings)) continue
    const problem = problemOfSetting(form.settings[field.name], field)
    if (problem) problems[field.name] = problem
  }
  return problems
}

/** Hints about settings that are valid but hardly intended, by the setting that a person has changed. */
export function hintsOf(form: RunForm, fields: readonly SettingField[]): Readonly<Record<string, string>> {
  const settingOf = (name: string) =>
    name in form.settings ? form.settings[name] : fields.find((field) => field.name === name)?.default
  const [updates = Number.POSITIVE_INFINITY, warmup = 0, evaluateEvery = 0] = [
    settingOf('updates'),
    settingOf('warmup'),
    settingOf('evaluateEvery'),
  ]
  const all: Record<string, string[]> = { updates: [], warmup: [], evaluateEvery: [] }
  if (warmup > updates) {
    const consequence = 'the learning rate never reaches its peak.'
    all.warmup.push(`More than the ${settingText(updates)} updates of the run: ${consequence}`)
    all.updates.push(`Fewer than the ${settingText(warmup)} updates of the warm-up: ${consequence}`)
  }
  if (evaluateEvery > updates) {
    const consequence = 'the run is only measured before its first and after its last update.'
    all.evaluateEvery.push(`More than the ${settingText(updates)} updates of the run: ${consequence}`)
    all.updates.push(`Fewer than “Measure every” (${settingText(evaluateEvery)}): ${consequence}`)
  }
  const changed = Object.entries(all).filter(([name, hints]) => name in form.settings && hints.length > 0)
  return Object.fromEntries(changed.map(([name, hints]) => [name, hints.join(' ')]))
}

/** What is wrong with a setting's value, or undefined. */
function problemOfSetting(value: number | undefined, field: SettingField): string | undefined {
  if (value === undefined || !Number.isFinite(value)) return 'This is not a number.'
  if (value < field.least) return rangeText(field)
  if (value > field.most) return `At most ${settingText(field.most)}.`
  if (field.whole && !Number.isInteger(value)) return 'This must be a whole number.'
}

/** Upper ends from here on are only technical limits and are not shown. */
const MAX_SHOWN_LIMIT = 1e6

/** "From 1 to 4,096."; "0 or more." */
export const rangeText = ({ least, most }: SettingField): string =>
  most < MAX_SHOWN_LIMIT
    ? `From ${settingText(least)} to ${settingText(most)}.`
    : `${settingText(least)} or more.`

/** The request that starts the run; undefined while something is wrong. */
export function requestOf(form: RunForm, sources: FormSources): NewRun | undefined {
  const data = dataOf(form, sources)
  if (!data || Object.keys(problemsOf(form, sources)).length > 0) return undefined
  return {
    name: nameOf(form, sources),
    data,
    preset: form.preset,
    settings: { ...form.settings } as Partial<RunSettings>,
    ...(form.fromModel === undefined ? {} : { fromModel: form.fromModel }),
  }
}

const nameOf = (form: RunForm, { suggestion }: FormSources) => form.name.trim() || suggestion

/** The form with a setting changed. A setting equal to its default is removed. */
export function withSetting(form: RunForm, field: SettingField, value: number | undefined): RunForm {
  const { [field.name]: _, ...others } = form.settings
  return { ...form, settings: value === field.default ? others : { ...others, [field.name]: value } }
}

/** The labels of the chosen sets with their counts, in the order in which they first occur in the sets. */
export function labelsOf(
  sets: readonly Pick<PictureSet, 'id' | 'labels'>[],
  chosen: readonly number[],
): { name: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const set of sets) {
    if (!chosen.includes(set.id)) continue
    for (const { name, count } of set.labels) counts.set(name, (counts.get(name) ?? 0) + count)
  }
  return [...counts].map(([name, count]) => ({ name, count }))
}

/**
 * A name that no run has yet: "MNIST · compact", "MNIST · compact 2".
 *
 * @param pictures the pictures in a few words
 */
export function suggestName(pictures: string, preset: string, taken: Iterable<string>): string {
  const names = new Set(taken)
  // Presets begin with the pictures that they are for ("mnist-compact"), which the name already has.
  const kind = preset.split('-').at(-1) ?? preset
  const name = `${pictures.slice(0, 150)} · ${kind}`
  if (!names.has(name)) return name
  for (let number = 2; ; number++) if (!names.has(`${name} ${number}`)) return `${name} ${number}`
}

/** The chosen pictures in a few words, for a name. */
export function picturesInWords(
  form: RunForm,
  sets: readonly Pick<PictureSet, 'id' | 'name'>[],
  { selected, given }: Pick<FormSources, 'selected' | 'given'>,
): string {
  if (form.source === 'given' && given) return given.title
  if (form.source === 'selected') return `${selected.length} pictures`
  if (form.source === 'shown') return 'Library'
  const names = sets.filter(({ id }) => form.sets.includes(id)).map(({ name }) => name)
  const labels = form.labels.length > 0 ? ` ${form.labels.slice(0, 4).join(' ')}` : ''
  return `${names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(' + ')}${labels}`
}
