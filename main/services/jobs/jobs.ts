import type { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { RnpError } from '../../../model/errors.ts'
import { isAbort } from '../../base/isAbort.ts'
import { say } from '../../base/output.ts'
import { faultOf, refusalOf } from '../../base/refusal.ts'
import type { Job } from '../../contract/jobs.ts'
import { transaction } from '../../workspace/transaction.ts'
import type { JobBoard, RunningJob } from '../context.ts'
import type { Events } from '../events.ts'
import { type JobRecord, JobRecords, type SkippedFile } from './jobRecords.ts'
import { LiveJob } from './liveJob.ts'

/** The job board with the methods that only the app itself uses. */
export interface OwnJobBoard extends JobBoard {
  skipped(of: { id?: number; setId?: number }): SkippedFile[]
  /** Cancels all jobs and waits until they have ended, for `grace` ms at most. */
  close(grace: number): Promise<void>
}

/** A job on the board; `stop` is present while it runs. */
interface Shown {
  record: JobRecord
  stop?: AbortController
  ended?: Promise<Job>
}

/**
 * Creates the board of the jobs that people see, which are on disk from their start. Jobs that a killed app left behind
 * are marked as failed.
 */
export function createJobs(db: DatabaseSync, events: Events): OwnJobBoard {
  const records = new JobRecords(db)
  const shown = new Map<number, Shown>()
  let isClosing = false

  transaction(db, () => {
    for (const record of records.read()) {
      if (record.job.state === 'running') {
        record.job = { ...record.job, ...interrupted(record.job) }
        records.write(record)
      }
      shown.set(record.job.id, { record })
    }
  })

  function start(...[of, task]: Parameters<JobBoard['start']>): ReturnType<JobBoard['start']> {
    const stop = new AbortController()
    const record = records.add({ ...of, state: 'running', done: 0, skipped: 0, started: Date.now() })
    const { id } = record.job
    const live = new LiveJob(record, records, events)
    const ended = run(live, stop.signal, task)
    const entry: Shown = { record, stop, ended }
    shown.set(id, entry)
    live.publish()
    if (isClosing) stop.abort(closing())
    void ended.then(() => {
      entry.stop = undefined
    })
    return { id, ended }
  }

  return {
    start,
    list: () => [...shown.values()].map(({ record }) => record.job).reverse(),
    cancel(id) {
      const { stop } = shown.get(id) ?? gone()
      stop?.abort(new DOMException('It was cancelled.', 'AbortError'))
    },
    dismiss(id) {
      const { stop } = shown.get(id) ?? gone()
      if (stop) throw new RnpError('busy/in-use', 'This job has not ended yet.', 'Cancel it first.')
      records.dismiss(id)
      shown.delete(id)
      events.publish({ type: 'job-dismissed', id })
    },
    skipped: (of) => records.skipped(of),
    async close(grace) {
      isClosing = true
      const running = [...shown.values()].filter(({ stop }) => stop)
      for (const { stop } of running) stop?.abort(closing())
      const timer = Promise.withResolvers<void>()
      const limit = setTimeout(timer.resolve, grace)
      await Promise.race([Promise.all(running.map(({ ended }) => ended)), timer.promise])
      clearTimeout(limit)
    },
  }
}

async function run(
  live: LiveJob,
  signal: AbortSignal,
  task: (job: RunningJob) => Promise<string | undefined>,
): Promise<Job> {
  // The caller receives the job's id before the job does anything.
  await Promise.resolve()
  try {
    signal.throwIfAborted()
    const note = await task({
      id: live.id,
      signal,
      update: (fields) => live.update(fields),
      skip: (files) => live.skip(files),
    })
    return live.end({ state: signal.aborted ? 'cancelled' : 'done', ...(note !== undefined && { note }) })
  } catch (error) {
    if (isAbort(error, signal)) return live.end({ state: 'cancelled' })
    if (!refusalOf(error)) say(inspect(error))
    return live.end({ state: 'failed', error: faultOf(error) })
  }
}

function gone(): never {
  throw new RnpError('missing/not-found', 'This job no longer exists.', 'The list of jobs shows all that do.')
}

function closing(): DOMException {
  return new DOMException('The app is closing.', 'AbortError')
}

function interrupted(job: Job): Partial<Job> {
  const hint: Partial<Record<Job['kind'], string>> = {
    train: 'Resume its run in the train view: it continues from its last checkpoint.',
    import: 'The pictures it had read are in the library. Read the set again to add the others.',
    parse: 'The parses it had made are kept. Start it again for the others.',
  }
  return {
    state: 'failed',
    rate: undefined,
    etaSeconds: undefined,
    ended: Date.now(),
    error: {
      kind: 'engine',
      code: 'engine/interrupted',
      message: 'The app was closed or killed before it ended.',
      hint: hint[job.kind] ?? 'Start it again.',
    },
  }
}
