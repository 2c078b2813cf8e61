import { until } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, markRaw, ref, shallowRef, watch } from 'vue'
import type { PictureFilter, PictureOrder, PictureRecord, PictureSet } from '../../main/contract/library.ts'
import { routes } from '../../main/contract/routes.ts'
import { throttled } from '../base/throttled.ts'
import { BatchLoader } from '../client/batchLoader.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { fetchBytes } from '../client/fetchBytes.ts'
import { latestAnswer } from '../client/latestAnswer.ts'
import { useStudio } from '../client/studio.ts'

/** Ids in a call of `library.pictures`. */
const IDS_PER_CALL = 500
/** Shortest time between two reads of the library, ms: an import changes it continually. */
const RELOAD_INTERVAL_MS = 400

const NONE = new Uint32Array()

export type PictureCounts = Awaited<ReturnType<ReturnType<typeof useStudio>['library']['counts']>>

/** The library: its sets, which pictures are shown and in which order, and their records. */
export const useLibrary = defineStore('library', () => {
  const studio = useStudio()
  const sets = shallowRef<readonly PictureSet[]>()
  const filter = shallowRef<PictureFilter>({})
  const order = shallowRef<PictureOrder>({ by: 'added', descending: false })
  const read = latestAnswer<{
    readonly ids: Uint32Array
    readonly counts: PictureCounts
    readonly filter: PictureFilter
  }>()
  /** The filter of the last read, even if that failed. */
  const settled = shallowRef<PictureFilter>()
  /** Whether the library has changed since the last read. */
  const changed = ref(true)
  /** Grows whenever records have arrived; whatever shows a record depends on it. */
  const version = ref(0)
  /** The ids of the records that arrived last. */
  const arrived = shallowRef<readonly number[]>([])

  // Without markRaw the store would make the loader a reactive proxy, with which its sets do not work.
  const records = markRaw(
    new BatchLoader<PictureRecord>({
      size: IDS_PER_CALL,
      capacity: 20_000,
      async load(batch) {
        const found = new Map(
          (await studio.library.pictures({ ids: [...batch] })).map((one) => [one.id, one]),
        )
        return batch.map((id) => found.get(id))
      },
      onLoad: (loaded) => {
        version.value++
        arrived.value = loaded
      },
    }),
  )

  /** Counts labels as if none were chosen, and splits likewise, so that the other choices do not vanish. */
  async function count(): Promise<PictureCounts> {
    const { labels, splits, ...rest } = filter.value
    const [all, ofLabels, ofSplits] = await Promise.all([
      studio.library.counts(filter.value),
      labels && studio.library.counts({ ...rest, splits }),
      splits && studio.library.counts({ ...rest, labels }),
    ])
    return { ...all, labels: (ofLabels ?? all).labels, splits: (ofSplits ?? all).splits }
  }

  async function loadIds(): Promise<void> {
    const wanted = filter.value
    const done = await read.ask(async (signal) => {
      const bytes = fetchBytes(routes.ids(wanted, order.value), signal)
      const [found, counts] = await Promise.all([bytes, count()])
      return { ids: new Uint32Array(found), counts, filter: wanted }
    })
    if (done) settled.value = wanted
  }

  async function loadSets(): Promise<void> {
    sets.value = await studio.library.sets()
  }

  let changes = 0
  const readAnew = throttled(async () => {
    const seen = changes
    records.refresh()
    try {
      await Promise.all([loadSets(), loadIds()])
    } finally {
      changed.value = seen !== changes
    }
  }, RELOAD_INTERVAL_MS)
  function reload(): void {
    changes++
    changed.value = true
    readAnew()
  }

  onFresh(reload)
  onAppEvent('library', reload)
  onAppEvent('models', reload)
  const recount = throttled(async () => {
    const shown = read.answer.value
    const dependsOnParses = order.value.by === 'error' || filter.value.parsed !== undefined
    if (dependsOnParses || shown?.filter !== filter.value) return loadIds()
    const counts = await count()
    if (read.answer.value === shown) read.answer.value = { ...shown, counts }
  }, RELOAD_INTERVAL_MS)
  onAppEvent('parses', ({ pictureIds }) => {
    records.refresh(pictureIds)
    recount()
  })
  watch([filter, order], loadIds)

  return {
    sets,
    setById: computed(() => new Map(sets.value?.map((set) => [set.id, set]))),
    /** Number of pictures in all sets. */
    total: computed(() => sets.value?.reduce((sum, set) => sum + set.pictures, 0) ?? 0),
    filter,
    order,
    /** All pictures that match the filter, in order. */
    ids: computed(() => read.answer.value?.ids ?? NONE),
    /** Counts of the pictures shown; labels and splits are counted as if none of them were chosen. */
    counts: computed(() => read.answer.value?.counts),
    /** Whether a reload is pending or in progress. */
    stale: computed(() => changed.value || settled.value !== filter.value),
    /** Resolves when the pictures shown are those that the filter asks for, or cannot be read. */
    settle: () => until(() => settled.value === filter.value).toBe(true),
    failure: read.failure,
    version,
    arrived,
    records,
    reload,
    /** Replaces the filter. */
    show: (next: PictureFilter) => {
      filter.value = next
    },
  }
})
