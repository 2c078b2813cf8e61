import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { routes } from '../../main/contract/routes.ts'
import { throttled } from '../base/throttled.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { fetchBytes } from '../client/fetchBytes.ts'
import { useLibrary } from './library.ts'
import { useSelection } from './selection.ts'

/** Shortest time between two reads of the parsed pictures, ms: parsing changes them continually. */
const RELOAD_INTERVAL_MS = 1000

/**
 * Whether any of the pictures that an action applies to (the selected ones or, without a selection, all shown) has a
 * parse by the current model; undefined until that is known.
 */
export const useParsed = defineStore('parsed', () => {
  const library = useLibrary()
  const selection = useSelection()
  /** All pictures with a parse by the current model; read only while some are selected. */
  const pictures = shallowRef<ReadonlySet<number>>()

  const load = throttled(async () => {
    const ids = await fetchBytes(routes.ids({ parsed: true }, { by: 'added' }))
    pictures.value = new Set(new Uint32Array(ids))
  }, RELOAD_INTERVAL_MS)

  const any = computed(() => {
    if (selection.count === 0) return library.counts && library.counts.parsed > 0
    return pictures.value && !pictures.value.isDisjointFrom(selection.pictures)
  })
  const stale = () => {
    if (selection.count > 0) load()
    else pictures.value = undefined
  }
  onFresh(stale)
  onAppEvent('models', stale)
  onAppEvent('library', stale)
  onAppEvent('parses', stale)
  watch(
    () => selection.count > 0,
    (some) => {
      if (some && !pictures.value) load()
    },
  )

  return { any }
})
