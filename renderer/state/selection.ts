import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { usePlace } from './place.ts'

/** The ids of the selected pictures, the same in every view. Actions on pictures apply to them. */
export const useSelection = defineStore('selection', () => {
  const place = usePlace()
  const pictures = shallowRef<ReadonlySet<number>>(new Set())

  /** Selects exactly these pictures and goes to `at`; without it, stays if the current one is among them, else goes to the last. */
  function select(ids: Iterable<number>, at?: number): void {
    const chosen = ids instanceof Set ? ids : new Set(ids)
    pictures.value = chosen
    const to = at ?? (chosen.has(place.picture as number) ? place.picture : [...chosen].at(-1))
    if (to !== place.picture) place.go(to)
  }

  /** Selects one picture and no others. */
  const only = (id: number): void => select([id], id)

  return {
    pictures,
    count: computed(() => pictures.value.size),
    select,
    only,
    /** Goes to a picture, and to the kept parse `parseId` if given. If it is not selected, it becomes the only selected one. */
    open(id: number, parseId?: number): void {
      if (!pictures.value.has(id)) pictures.value = new Set([id])
      place.go(id, parseId)
    },
    /** Deselects a picture that is no longer in the library; if it was looked at, another selected one takes its place. */
    drop(id: number): void {
      const left = new Set(pictures.value)
      if (left.delete(id)) pictures.value = left
      if (place.picture === id) place.go([...left].at(-1))
    },
    /** Deselects the pictures that are not among `ids`; if the one looked at is not, a selected one takes its place. */
    keepAmong(ids: Uint32Array): void {
      const there = new Set(ids)
      const left = pictures.value.intersection(there)
      if (left.size < pictures.value.size) pictures.value = left
      if (place.picture !== undefined && !there.has(place.picture)) place.go([...left].at(-1))
    },
    clear: () => select([]),
  }
})
