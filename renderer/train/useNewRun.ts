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

/** What is asked at first, where it is there: the recipe whose figures are known. */
const FIRST_PRESET = 'mnist-compact'

/** A new run while it is thought about: what is filled in, what is wrong with it, and how long it would take. */
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
    // The library may still be growing: the same sets are then other pictures.
    () => data.value && { data: data.value, of: library.total },
    (asked) => studio.runs.count(asked.data),
    150,
  )
  /** A run that trains takes the computer: what is measured beside it would be wrong. */
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

  // A set that is taken away is no longer chosen, nor are labels that no chosen set has.
  watch(labels, (now) => {
    const left = form.value.labels.filter((label) => now.some(({ name }) => name === label))
    if (left.length < form.value.labels.length) change({ labels: left })
  })

  /** Begins anew with what was handed over, else with the set that the Library shows, else with the largest. */
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
      // What is being measured would make the run wait.
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
