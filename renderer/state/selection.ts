import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { usePlace } from './place.ts'

/** The pictures that are selected, by identity, in every view at once: what is done to pictures is done to them. */
export const useSelection = defineStore('selection', () => {
  const place = usePlace()
  const pictures = shallowRef<ReadonlySet<number>>(new Set())

  /** Selects these pictures and no others, and goes to `at`: without it, to the last of them unless one is there. */
  function select(ids: Iterable<number>, at?: number): void {
    const chosen = ids instanceof Set ? ids : new Set(ids)
    pictures.value = chosen
    const to = at ?? (chosen.has(place.picture as number) ? place.picture : [...chosen].at(-1))
    if (to !== place.picture) place.go(to)
  }

  /** Selects one picture alone. */
  const only = (id: number): void => select([id], id)

  return {
    pictures,
    count: computed(() => pictures.value.size),
    select,
    only,
    /** Goes to a picture, and to a kept parse of it where one is named; unless it is selected, it alone is from now on. */
    open(id: number, parseId?: number): void {
      if (!pictures.value.has(id)) pictures.value = new Set([id])
      place.go(id, parseId)
    },
    /** Takes a picture that has gone from the library off; one that was looked at gives way to another selected one. */
    drop(id: number): void {
      const left = new Set(pictures.value)
      if (left.delete(id)) pictures.value = left
      if (place.picture === id) place.go([...left].at(-1))
    },
    clear: () => select([]),
  }
})
