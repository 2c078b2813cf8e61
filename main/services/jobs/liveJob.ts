import { inspect } from 'node:util'
import { say } from '../../base/output.ts'
import type { Job } from '../../contract/jobs.ts'
import type { RunningJob } from '../context.ts'
import type { Events } from '../events.ts'
import type { JobRecord, JobRecords, SkippedFile } from './jobRecords.ts'
import { Rate } from './rate.ts'

/** How long an update waits so that later ones are published with it. */
const PUBLISH_DELAY_MS = 200
/** Minimum interval between writes of a job's progress, which is read only after a crash. */
const WRITE_INTERVAL_MS = 2000

/** A running job. Its updates are written and published at sensible intervals. */
export class LiveJob {
  readonly #record: JobRecord
  readonly #records: JobRecords
  readonly #events: Events
  readonly #rate = new Rate()
  #timer: NodeJS.Timeout | undefined
  #written = Date.now()

  constructor(record: JobRecord, records: JobRecords, events: Events) {
    this.#record = record
    this.#records = records
    this.#events = events
    this.#rate.add(Date.now(), 0)
  }

  get id(): number {
    return this.#record.job.id
  }

  update(fields: Parameters<RunningJob['update']>[0]): void {
    this.#set(fields)
    if (fields.setId !== undefined || fields.runId !== undefined) this.#records.write(this.#record)
    this.#publishSoon()
  }

  skip(files: readonly SkippedFile[]): void {
    if (files.length === 0) return
    this.#records.skip(this.#record, files)
    this.#set({ skipped: this.#record.job.skipped + files.length })
    this.#publishSoon()
  }

  /** Ends the job. Its final record is written and published at once. */
  end(fields: Partial<Job>): Job {
    clearTimeout(this.#timer)
    this.#set({ ...fields, rate: undefined, etaSeconds: undefined, ended: Date.now() })
    this.#write()
    this.publish()
    return this.#record.job
  }

  publish(): void {
    this.#events.publish({ type: 'job', job: this.#record.job })
  }

  #write(): void {
    try {
      this.#records.write(this.#record)
    } catch (error) {
      // The disk is full, or the app has closed without waiting. The job continues; its last written record stays.
      say(inspect(error))
    }
  }

  #set(fields: Partial<Job>): void {
    this.#record.job = { ...this.#record.job, ...fields }
  }

  #publishSoon(): void {
    this.#timer ??= setTimeout(() => this.#publishProgress(), PUBLISH_DELAY_MS)
  }

  #publishProgress(): void {
    this.#timer = undefined
    const now = Date.now()
    if (this.#record.job.rateUnit === undefined) this.#updateRate(now)
    if (now - this.#written >= WRITE_INTERVAL_MS) {
      this.#written = now
      this.#write()
    }
    this.publish()
  }

  #updateRate(now: number): void {
    const { done, total } = this.#record.job
    this.#rate.add(now, done)
    const rate = this.#rate.get()
    this.#set({
      rate,
      etaSeconds: total !== undefined && rate ? Math.max(total - done, 0) / rate : undefined,
    })
  }
}
