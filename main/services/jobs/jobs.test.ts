import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { RnpError } from '../../../model/errors.ts'
import type { Job } from '../../contract/jobs.ts'
import type { RunningJob } from '../context.ts'
import { testContext } from '../services.testing.ts'

/** However busy the machine is. */
const until = (check: () => boolean) => vi.waitUntil(check, { timeout: 20_000 })

const about = { kind: 'import', title: 'Importing a', unit: 'pictures' } as const
const untilAborted = ({ signal }: RunningJob) =>
  new Promise<undefined>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })

test('a job is listed while it runs, and when it is done says what came of it', async () => {
  const { jobs, heard } = testContext()
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
  await until(() => heard.some((event) => event.type === 'job' && event.job.state === 'done'))
})

test('how far it is, how fast and how long still is told now and then, not at every step', async () => {
  const { jobs, heard } = testContext()
  const { ended } = jobs.start({ ...about, total: 2000 }, async (job) => {
    for (let done = 0; done < 1000; done++) {
      job.update({ done })
      if (done % 10 === 0) await sleep(8)
    }
    return undefined
  })
  await ended
  await sleep(5)
  const told = heard.flatMap((event) =>
    event.type === 'job' && event.job.state === 'running' ? [event.job] : [],
  )
  expect(told.length).toBeGreaterThan(2)
  expect(told.length).toBeLessThan(50)
  const { rate, etaSeconds, done } = told.at(-1) as Job
  expect(rate).toBeGreaterThan(0)
  expect(etaSeconds).toBeCloseTo((2000 - done) / rate!, 6)
  expect(await ended).toMatchObject({ rate: undefined, etaSeconds: undefined })
})

test('a job whose rate counts something else than its unit says itself how fast it goes', async () => {
  const { jobs, heard } = testContext()
  const { ended } = jobs.start({ ...about, total: 40, rateUnit: 'pictures' }, async (job) => {
    job.update({ done: 3 })
    await until(() => running().length > 0)
    job.update({ done: 8, rate: 690, etaSeconds: 12 })
    await until(() => running().some(({ rate }) => rate !== undefined))
    return undefined
  })
  const running = () =>
    heard.flatMap((event) =>
      event.type === 'job' && event.job.state === 'running' && event.job.done > 0 ? [event.job] : [],
    )
  await ended
  expect(running()[0]).toMatchObject({ done: 3, rateUnit: 'pictures' })
  expect(running()[0].rate).toBeUndefined()
  expect(running().at(-1)).toMatchObject({ done: 8, rate: 690, etaSeconds: 12 })
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
  const { id, ended } = jobs.start(about, async (job) => {
    job.update({ done: 2 })
    return untilAborted(job)
  })
  await sleep(1)
  jobs.cancel(id)
  expect(await ended).toEqual(expect.not.objectContaining({ error: expect.anything() }))
  expect(jobs.list()).toMatchObject([{ state: 'cancelled', done: 2 }])
  jobs.cancel(id)
})

test('a job that is cancelled at once does not begin', async () => {
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

test('an ended job stays until it is dismissed, over a start too; one that runs cannot be', async () => {
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
  expect(() => second.jobs.dismiss(running.id)).toThrow(/not there/)
  await until(() => second.heard.some(({ type }) => type === 'job-dismissed'))
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
    error: { message: 'The app was closed or killed meanwhile.', hint: expect.stringContaining('library') },
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
  const { jobs } = testContext()
  const saved: string[] = []
  const { ended } = jobs.start(about, async ({ signal }) => {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve)
    })
    await sleep(30)
    saved.push('checkpoint')
    throw signal.reason
  })
  jobs.start(about, () => new Promise(() => {}))
  await sleep(1)
  await jobs.close(200)
  expect(saved).toEqual(['checkpoint'])
  expect(await ended).toMatchObject({ state: 'cancelled' })
})
