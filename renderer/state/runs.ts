import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Run, RunData } from '../../main/contract/runs.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'

/** The runs, and the pictures for the next one. */
export const useRuns = defineStore('runs', () => {
  const studio = useStudio()
  const byId = shallowRef<ReadonlyMap<number, Run>>(new Map())
  /** Set by "Train on these pictures"; the Train view opens the dialog of a new run with it and clears it. */
  const trainData = shallowRef<{ readonly data: RunData; readonly title: string }>()

  async function load(): Promise<void> {
    byId.value = new Map((await studio.runs.list()).map((run) => [run.id, run]))
  }

  onFresh(load)
  onAppEvent('run', ({ run }) => {
    byId.value = new Map(byId.value).set(run.id, run)
  })
  onAppEvent('run-removed', ({ id }) => {
    const left = new Map(byId.value)
    left.delete(id)
    byId.value = left
  })

  return {
    byId,
    /** The newest first. */
    list: computed(() => [...byId.value.values()].sort((a, b) => b.id - a.id)),
    trainData,
    load,
  }
})
