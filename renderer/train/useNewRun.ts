import { computed, ref, shallowRef, watch } from 'vue'
import type { Run } from '../../main/contract/runs.ts'
import { useStudio } from '../client/studio.ts'
import { useLibrary } from '../state/library.ts'
import { useModels } from '../state/models.ts'
import { useRuns } from '../state/runs.ts'
import { useSelection } from '../state/selection.ts'
import {
  dataOf,
  type FormSources,
  labelsOf,
  picturesInWords,
  problemsOf,
  type RunForm,
  requestOf,
  suggestName,
} from './runForm.ts'
import { useAsked } from './useAsked.ts'
import { useOptions } from './useOptions.ts'

/** The default preset, if it exists: the one whose results are documented. */
const FIRST_PRESET = 'mnist-compact'

/** The state of the dialog of a new run: what is filled in, what is wrong with it, and how long the run would take. */
export function useNewRun() {
  const studio = useStudio()
  const library = useLibrary()
  const models = useModels()
  const runs = useRuns()
  const selection = useSelection()
  const options = useOptions()

  const form = shallowRef<RunForm>(emptyForm())
  const starting = ref(false)
  const failure = shallowRef<unknown>()

  const sets = computed(() => (library.sets ?? []).filter(({ pictures }) => pictures > 0))
  const labels = computed(() => labelsOf(sets.value, form.value.sets))
  const suggestion = computed(() =>
    suggestName(
      picturesInWords(form.value, sets.value, { selected: [...selection.pictures], given: runs.trainData }),
      form.value.preset,
      runs.list.map(({ name }) => name),
    ),
  )
  const sources = computed<FormSources>(() => ({
    shown: library.filter,
    selected: [...selection.pictures],
    given: runs.trainData,
    fields: options.fields,
    suggestion: suggestion.value,
  }))
  const problems = computed(() => problemsOf(form.value, sources.value))
  const request = computed(() => requestOf(form.value, sources.value))
  const data = computed(() => dataOf(form.value, sources.value))

  const count = useAsked(
    // Asks again when the library grows: the same sets then have more pictures.
    () => data.value && { data: data.value, of: library.total },
    (asked) => studio.runs.count(asked.data),
    150,
  )
  /** The run that trains now, if any. Nothing is measured meanwhile, because it uses the whole computer. */
  const training = computed(() => runs.list.find(({ state }) => state === 'running'))
  const expected = useAsked(
    () => {
      if (!request.value || training.value) return undefined
      const { name: _, ...what } = request.value
      return { what, of: library.total }
    },
    (asked, signal) => studio.runs.expect(asked.what, { signal }),
    700,
  )

  function change(fields: Partial<RunForm>): void {
    form.value = { ...form.value, ...fields }
    failure.value = undefined
  }

  // Labels that no chosen set has are no longer chosen.
  watch(labels, (now) => {
    const left = form.value.labels.filter((label) => now.some(({ name }) => name === label))
    if (left.length < form.value.labels.length) change({ labels: left })
  })

  /** Resets the form: to the pictures handed over, else to the sets that the Library shows, else to the largest set. */
  function begin(): void {
    const shown = library.filter.sets?.filter((id) => library.setById.has(id)) ?? []
    const largest = sets.value.toSorted((a, b) => b.pictures - a.pictures)[0]
    form.value = {
      ...emptyForm(),
      source: runs.trainData ? 'given' : 'sets',
      sets: shown.length > 0 ? shown : largest ? [largest.id] : [],
      preset:
        (options.presets.find(({ name }) => name === FIRST_PRESET) ?? options.presets[0])?.name ??
        FIRST_PRESET,
    }
    failure.value = undefined
  }

  async function start(): Promise<Run | undefined> {
    if (!request.value || starting.value) return undefined
    starting.value = true
    try {
      // The run would wait for a measurement in progress.
      expected.cancel()
      const run = await studio.runs.start(request.value)
      runs.trainData = undefined
      return run
    } catch (error) {
      failure.value = error
    } finally {
      starting.value = false
    }
  }

  return {
    form,
    change,
    begin,
    start,
    starting,
    failure,
    sets,
    labels,
    suggestion,
    sources,
    problems,
    request,
    count,
    training,
    expected,
    presets: computed(() => options.presets),
    fields: computed(() => options.fields),
    models: computed(() => models.list.filter(({ fault }) => !fault)),
  }
}

export type NewRunState = ReturnType<typeof useNewRun>

function emptyForm(): RunForm {
  return { name: '', source: 'sets', sets: [], labels: [], preset: FIRST_PRESET, settings: {} }
}
