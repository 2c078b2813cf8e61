import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/**
 * What is selected, by identity, in every view at once: pictures, the one that is looked at, and a part of its parse.
 */
export const useSelection = defineStore('selection', () => {
  const pictures = shallowRef<ReadonlySet<number>>(new Set())
  const active = ref<number>()
  const part = shallowRef<readonly number[]>([])

  /** Selects these pictures and no others; the active one is the last of them unless it is named. */
  function select(ids: Iterable<number>, activeId?: number): void {
    const chosen = ids instanceof Set ? ids : new Set(ids)
    pictures.value = chosen
    activate(activeId ?? (chosen.has(active.value as number) ? active.value : [...chosen].at(-1)))
  }

  /** Makes a picture the one that is looked at; the whole picture is its selected part. */
  function activate(id: number | undefined): void {
    if (id === active.value) return
    active.value = id
    part.value = []
  }

  /** Selects one picture alone. */
  const only = (id: number): void => select([id], id)

  /** @param path its place in the tree, from 0; [] is the whole picture */
  function selectPart(path: readonly number[]): void {
    part.value = path
  }

  function clear(): void {
    select([])
  }

  return {
    pictures,
    active,
    part,
    count: computed(() => pictures.value.size),
    select,
    activate,
    only,
    selectPart,
    clear,
  }
})
