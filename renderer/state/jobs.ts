import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Job } from '../../main/contract/jobs.ts'
import { onAppEvent, onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'

/** Whether a job has yet to come to its end. */
export const isActive = (job: Job): boolean => job.state === 'running'

/** The jobs that run, and those that have ended until they are dismissed. */
export const useJobs = defineStore('jobs', () => {
  const studio = useStudio()
  const byId = shallowRef<ReadonlyMap<number, Job>>(new Map())

  async function load(): Promise<void> {
    byId.value = new Map((await studio.jobs.list()).map((job) => [job.id, job]))
  }

  onFresh(load)
  onAppEvent('job', ({ job }) => {
    byId.value = new Map(byId.value).set(job.id, job)
  })
  onAppEvent('job-dismissed', ({ id }) => {
    const left = new Map(byId.value)
    left.delete(id)
    byId.value = left
  })

  /** The newest first. */
  const all = computed(() => [...byId.value.values()].sort((a, b) => b.id - a.id))
  return {
    all,
    active: computed(() => all.value.filter(isActive)),
    ended: computed(() => all.value.filter((job) => !isActive(job))),
    /** The active job of a set, if any. */
    ofSet: (setId: number) => all.value.find((job) => job.setId === setId && isActive(job)),
    get: (id: number) => byId.value.get(id),
    load,
    cancel: (id: number) => studio.jobs.cancel({ id }),
    dismiss: (id: number) => studio.jobs.dismiss({ id }),
    dismissEnded: () =>
      Promise.all(all.value.filter((job) => !isActive(job)).map(({ id }) => studio.jobs.dismiss({ id }))),
  }
})
