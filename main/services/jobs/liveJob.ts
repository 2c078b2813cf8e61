import { inspect } from 'node:util'
import { say } from '../../base/output.ts'
import type { Job } from '../../contract/jobs.ts'
import type { RunningJob } from '../context.ts'
import type { Events } from '../events.ts'
import type { JobRecord, JobRecords, SkippedFile } from './jobRecords.ts'
import { Rate } from './rate.ts'

/** Between two of a job's updates, ms. */
const PUBLISH_EVERY = 200
/** Between two writes of its progress, ms: nothing depends on it but what is shown of a job after a crash. */
const WRITE_EVERY = 2000

/** A job while it runs: on disk, and told to everyone, as often as is sensible. */
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
    this.#soon()
  }

  skip(files: readonly SkippedFile[]): void {
    if (files.length === 0) return
    this.#records.skip(this.#record, files)
    this.#set({ skipped: this.#record.job.skipped + files.length })
    this.#soon()
  }

  /** Ends it; what it then says is on disk. */
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
      // The disk is full, or the app has closed without waiting: the job goes on, and after a start it counts as it is there.
      say(inspect(error))
    }
  }

  #set(fields: Partial<Job>): void {
    this.#record.job = { ...this.#record.job, ...fields }
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), PUBLISH_EVERY)
  }

  #tell(): void {
    this.#timer = undefined
    const now = Date.now()
    if (this.#record.job.rateUnit === undefined) this.#pace(now)
    if (now - this.#written >= WRITE_EVERY) {
      this.#written = now
      this.#write()
    }
    this.publish()
  }

  #pace(now: number): void {
    const { done, total } = this.#record.job
    this.#rate.add(now, done)
    const rate = this.#rate.get()
    this.#set({
      rate,
      etaSeconds: total !== undefined && rate ? Math.max(total - done, 0) / rate : undefined,
    })
  }
}
