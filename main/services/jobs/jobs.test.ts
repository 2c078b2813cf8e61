import { afterEach, expect, test, vi } from 'vitest'
import { RnpError } from '../../../model/errors.ts'
import type { AppEvent } from '../../contract/app.ts'
import type { Job } from '../../contract/jobs.ts'
import type { RunningJob } from '../context.ts'
import { testContext } from '../services.testing.ts'

afterEach(() => {
  vi.useRealTimers()
})

const about = { kind: 'import', title: 'Importing a', unit: 'pictures' } as const
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const runningJobs = (received: readonly AppEvent[]) =>
  received.flatMap((event) => (event.type === 'job' && event.job.state === 'running' ? [event.job] : []))
const untilAborted = ({ signal }: RunningJob) =>
  new Promise<undefined>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })

test('a job is listed while it runs, and when it is done says what came of it', async () => {
  const { jobs, received } = testContext()
  const { id, ended } = jobs.start(about, async (job) => {
    expect(job.id).toBe(jobs.list()[0].id)
    job.update({ done: 3, total: 3 })
    return '3 pictures added'
  })
  expect(jobs.list()).toEqual([expect.objectContaining({ ...about, id, state: 'running', done: 0 })])
  expect(await ended).toMatchObject({
    state: 'done',
    done: 3,
    total: 3,
    note: '3 pictures added',
    ended: expect.any(Number),
  })
  await expect.poll(() => received).toContainEqual(expect.objectContaining({ job: await ended }))
})

test('how far it is, how fast and how long still is published now and then, not at every step', async () => {
  vi.useFakeTimers()
  const { jobs, received } = testContext()
  const { ended } = jobs.start({ ...about, total: 2000 }, async (job) => {
    for (let done = 0; done < 1000; done++) {
      job.update({ done })
      await wait(1)
    }
    return undefined
  })
  await vi.advanceTimersByTimeAsync(1000)
  expect(await ended).toMatchObject({ rate: undefined, etaSeconds: undefined })
  const published = runningJobs(received)
  expect(published.length).toBeGreaterThan(2)
  expect(published.length).toBeLessThan(10)
  const { rate, etaSeconds, done } = published.at(-1) as Job
  expect(rate).toBeCloseTo(1000, -1)
  expect(etaSeconds).toBeCloseTo((2000 - done) / rate!, 6)
})

test('a job whose rate counts something other than its unit reports its own rate', async () => {
  vi.useFakeTimers()
  const { jobs, received } = testContext()
  const { ended } = jobs.start({ ...about, total: 40, rateUnit: 'pictures' }, async (job) => {
    job.update({ done: 3 })
    await wait(1000)
    job.update({ done: 8, rate: 690, etaSeconds: 12 })
    await wait(1000)
    return undefined
  })
  await vi.advanceTimersByTimeAsync(2000)
  await ended
  const [, before, after] = runningJobs(received)
  expect(before).toMatchObject({ done: 3, rateUnit: 'pictures' })
  expect(before.rate).toBeUndefined()
  expect(after).toMatchObject({ done: 8, rate: 690, etaSeconds: 12 })
})

test('a job that fails says why and what to do; a defect is shown as one', async () => {
  const { jobs } = testContext()
  vi.spyOn(process.stderr, 'write').mockReturnValueOnce(true)
  const failed = jobs.start(about, async () => {
    throw new RnpError('data/not-found', 'The folder a is gone.', 'Choose another.')
  })
  const defect = jobs.start(about, async () => {
    throw new TypeError('x is not a function')
  })
  expect(await failed.ended).toMatchObject({
    state: 'failed',
    error: { code: 'data/not-found', message: 'The folder a is gone.', hint: 'Choose another.' },
  })
  expect(await defect.ended).toMatchObject({
    state: 'failed',
    error: { code: 'engine/internal', message: expect.stringContaining('x is not a function') },
  })
})

test('a cancelled job keeps what it has done', async () => {
  const { jobs } = testContext()
  const begun = Promise.withResolvers<void>()
  const { id, ended } = jobs.start(about, async (job) => {
    job.update({ done: 2 })
    begun.resolve()
    return untilAborted(job)
  })
  await begun.promise
  jobs.cancel(id)
  expect(await ended).toEqual(expect.not.objectContaining({ error: expect.anything() }))
  expect(jobs.list()).toMatchObject([{ state: 'cancelled', done: 2 }])
  jobs.cancel(id)
})

test('a job that is cancelled at once does not start', async () => {
  const { jobs } = testContext()
  let hasBegun = false
  const { id, ended } = jobs.start(about, async () => {
    hasBegun = true
    return undefined
  })
  jobs.cancel(id)
  expect(await ended).toMatchObject({ state: 'cancelled' })
  expect(hasBegun).toBe(false)
})

test('an ended job stays until it is dismissed, also across a restart; a running job cannot be', async () => {
  const first = testContext()
  const running = first.jobs.start(about, untilAborted)
  expect(() => first.jobs.dismiss(running.id)).toThrow(/has not ended/)
  first.jobs.cancel(running.id)
  await running.ended
  const done = first.jobs.start(about, async () => 'done')
  await done.ended

  const second = await first.reopen()
  expect(second.jobs.list().map(({ id }) => id)).toEqual([done.id, running.id])
  second.jobs.dismiss(running.id)
  expect(() => second.jobs.dismiss(running.id)).toThrow(/no longer exists/)
  await expect.poll(() => second.received).toContainEqual({ type: 'job-dismissed', id: running.id })
  const third = await second.reopen()
  expect(third.jobs.list().map(({ id }) => id)).toEqual([done.id])
  expect(third.jobs.start(about, async () => '').id).toBeGreaterThan(done.id)
})

test('a job that the app left running has failed when it starts again, and says what to do', async () => {
  const first = testContext()
  first.jobs.start(about, () => new Promise(() => {}))
  const second = await first.reopen()
  const expected = {
    state: 'failed',
    error: {
      message: 'The app was closed or killed before it ended.',
      hint: expect.stringContaining('library'),
    },
  }
  expect(second.jobs.list()).toMatchObject([expected])
  expect((await second.reopen()).jobs.list()).toMatchObject([expected])
})

test('files passed over are kept with their set, or with their job where there is none', async () => {
  const { jobs, db } = testContext()
  db.exec("INSERT INTO sets (id, name, kind, added) VALUES (7, 'a', 'files', 0)")
  const files = [
    { file: 'a.txt', reason: 'it is no picture' },
    { file: 'b.png', reason: 'it is empty' },
  ]
  const withSet = jobs.start({ ...about, setId: 7 }, async (job) => {
    job.skip(files)
    job.skip([files[0]])
    return undefined
  })
  const without = jobs.start(about, async (job) => {
    job.skip(files)
    return undefined
  })
  expect(await withSet.ended).toMatchObject({ skipped: 3 })
  expect(await without.ended).toMatchObject({ skipped: 2 })
  expect(jobs.skipped({ setId: 7 })).toEqual(files)
  expect(jobs.skipped({ id: withSet.id })).toEqual(files)
  expect(jobs.skipped({ id: without.id })).toEqual(files)
  expect(jobs.skipped({})).toEqual([])
})

test('closing cancels what runs and waits for it, within a grace', async () => {
  vi.useFakeTimers()
  const { jobs } = testContext()
  const saved: string[] = []
  const { ended } = jobs.start(about, async ({ signal }) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve)
    })
    await wait(30)
    saved.push('checkpoint')
    throw signal.reason
  })
  jobs.start(about, () => new Promise(() => {}))
  await vi.advanceTimersByTimeAsync(1)
  let isClosed = false
  const closing = jobs.close(200).then(() => {
    isClosed = true
  })
  await vi.advanceTimersByTimeAsync(199)
  expect([saved, isClosed]).toEqual([['checkpoint'], false])
  expect(await ended).toMatchObject({ state: 'cancelled' })
  await vi.advanceTimersByTimeAsync(1)
  await closing
})
