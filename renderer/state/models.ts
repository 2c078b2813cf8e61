import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ModelRecord } from '../../main/contract/models.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'

/** The trained models, and the current one, which parses. */
export const useModels = defineStore('models', () => {
  const studio = useStudio()
  const list = shallowRef<readonly ModelRecord[]>([])
  const currentId = ref<number>()

  async function load(): Promise<void> {
    const { models, current } = await studio.models.list()
    list.value = models
    currentId.value = current
  }

  onFresh(load)
  onAppEvent('models', load)

  return {
    list,
    currentId,
    current: computed(() => list.value.find(({ id }) => id === currentId.value)),
    load,
    select: async (id: number) => {
      await studio.models.select({ id })
      await load()
    },
    open: (path: string) => studio.models.open({ path }),
    forget: (id: number) => studio.models.forget({ id }),
  }
})
