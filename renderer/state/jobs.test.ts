import { expect, it } from 'vitest'
import { useJobs } from './jobs.ts'
import { eventually, openTestWindow } from './window.testing.ts'

it('Jobs come and go with their events', async () => {
  const app = await openTestWindow()
  const jobs = useJobs()
  const id = app.startJob('Checking digits', 7)
  await eventually(() => expect(jobs.active.map((job) => job.id)).toEqual([id]))
  expect(jobs.ofSet(7)?.id).toBe(id)
  await jobs.cancel(id)
  await eventually(() => expect(jobs.ended.map(({ state }) => state)).toEqual(['cancelled']))
  expect(jobs.active).toEqual([])
  await jobs.dismissEnded()
  await eventually(() => expect(jobs.all).toEqual([]))
})
