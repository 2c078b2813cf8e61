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

/** Most ids in a call of library.pictures. */
const BATCH = 500
/** While an import goes on the library changes all the time: it is read anew this often at most, ms. */
const REST = 400

const NONE = new Uint32Array()

export type PictureCounts = Awaited<ReturnType<ReturnType<typeof useStudio>['library']['counts']>>

/** The pictures: their sets, which of them are shown, in which order, and what is known of each. */
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
  /** The filter that was read last, or could not be read. */
  const settled = shallowRef<PictureFilter>()
  /** Whether the library has changed since it was read. */
  const changed = ref(true)
  /** Grows whenever records have come in: what shows one of them depends on it. */
  const version = ref(0)
  /** The ids of those that came in last. */
  const arrived = shallowRef<readonly number[]>([])

  // A store's values become reactive; the loader's sets do not work through a proxy.
  const records = markRaw(
    new BatchLoader<PictureRecord>({
      size: BATCH,
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

  /** What can be chosen does not vanish when it is chosen: labels and splits are counted without the choice of them. */
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
  }, REST)
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
    const choosy = order.value.by === 'error' || filter.value.parsed !== undefined
    if (choosy || shown?.filter !== filter.value) return loadIds()
    const counts = await count()
    if (read.answer.value === shown) read.answer.value = { ...shown, counts }
  }, REST)
  onAppEvent('parses', ({ pictureIds }) => {
    records.refresh(pictureIds)
    recount()
  })
  watch([filter, order], loadIds)

  return {
    sets,
    setById: computed(() => new Map(sets.value?.map((set) => [set.id, set]))),
    /** Pictures in all sets. */
    total: computed(() => sets.value?.reduce((sum, set) => sum + set.pictures, 0) ?? 0),
    filter,
    order,
    /** All pictures of the filter, in order. */
    ids: computed(() => read.answer.value?.ids ?? NONE),
    /** Of the pictures shown; labels and splits as they would be with another choice of them. */
    counts: computed(() => read.answer.value?.counts),
    /** Whether what is shown is not, or no longer, what was asked for: that is on its way. */
    stale: computed(() => changed.value || settled.value !== filter.value),
    failure: read.failure,
    version,
    arrived,
    records,
    reload,
    /** Shows what this filter says, and nothing else. */
    show: (next: PictureFilter) => {
      filter.value = next
    },
  }
})
