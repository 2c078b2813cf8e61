import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { AppEvent } from '../contract/app.ts'
import type { Job } from '../contract/jobs.ts'
import { createEvents } from './events.ts'

const jobEvent = (id: number, done: number): AppEvent => ({
  type: 'job',
  job: {
    id,
    kind: 'import',
    title: 't',
    state: 'running',
    done,
    unit: 'pictures',
    skipped: 0,
    started: 0,
  } as Job,
})

/** The events that wait for a subscriber now, which it receives before the event loop's next turn. */
async function waiting(queue: AsyncIterator<AppEvent, void>): Promise<AppEvent[]> {
  const events: AppEvent[] = []
  for (;;) {
    const next = await Promise.race([queue.next(), turn(undefined)])
    if (!next || next.done) return events
    events.push(next.value)
  }
}

test('every subscriber receives the events from now on, in order', async () => {
  const events = createEvents()
  events.publish({ type: 'library' })
  const [one, two] = [events.subscribe(), events.subscribe()]
  events.publish(jobEvent(1, 0))
  events.publish({ type: 'models' })
  for (const queue of [one, two])
    expect((await waiting(queue)).map(({ type }) => type)).toEqual(['job', 'models'])
})

test('a waiting subscriber is woken', async () => {
  const events = createEvents()
  const next = events.subscribe().next()
  await turn()
  events.publish({ type: 'library' })
  expect(await next).toEqual({ done: false, value: { type: 'library' } })
})

test('for a slow subscriber only the latest event of a job waits, and one with the pictures of all parses', async () => {
  const events = createEvents()
  const queue = events.subscribe()
  for (let i = 0; i < 100_000; i++) events.publish(jobEvent(1 + (i % 2), i))
  events.publish({ type: 'parses', pictureIds: [1, 2] })
  events.publish({ type: 'parses', pictureIds: [2, 3] })
  expect(await waiting(queue)).toEqual([
    jobEvent(1, 99_998),
    jobEvent(2, 99_999),
    { type: 'parses', pictureIds: [1, 2, 3] },
  ])
})

test('older events about something that is gone are dropped', async () => {
  const events = createEvents()
  const queue = events.subscribe()
  events.publish(jobEvent(1, 5))
  events.publish({ type: 'job-dismissed', id: 1 })
  expect(await waiting(queue)).toEqual([{ type: 'job-dismissed', id: 1 }])
})

test('a subscription ends at once when it is left or its signal is aborted, even while it waits', async () => {
  const events = createEvents()
  const left = events.subscribe()
  const pending = left.next()
  await left.return?.()
  expect(await pending).toEqual({ done: true, value: undefined })

  const stop = new AbortController()
  const next = events.subscribe(stop.signal).next()
  stop.abort()
  expect(await next).toEqual({ done: true, value: undefined })
  expect(await events.subscribe(AbortSignal.abort()).next()).toEqual({ done: true, value: undefined })
})
