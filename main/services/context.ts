import type { DatabaseSync } from 'node:sqlite'
import type { Job } from '../contract/jobs.ts'
import type { Events } from './events.ts'
import type { History } from './history/edits.ts'

/** What every service works with: an open workspace, its jobs and edits, and the events of its changes. */
export interface Context {
  readonly db: DatabaseSync
  /** The workspace's folder, with runs/, uploads/, datasets/ and thumbnails.db. */
  readonly folder: string
  readonly events: Events
  readonly jobs: JobBoard
  readonly history: History
}

/** A job while it runs. */
export interface RunningJob {
  readonly id: number
  /** Aborted by jobs.cancel, and when the app closes. */
  readonly signal: AbortSignal
  /** Reports its progress, from which rate and ETA are derived. It is published a few times a second at most. */
  update(fields: {
    done?: number
    total?: number
    note?: string
    setId?: number
    runId?: number
    /** Only for a job with a `rateUnit` of its own, which reports rate and ETA itself. */
    rate?: number
    etaSeconds?: number
  }): void
  /** Counts skipped files, and stores them with the job's set, or with the job if it has none. */
  skip(files: readonly { file: string; reason: string }[]): void
}

export interface JobBoard {
  /**
   * Runs `task` as a job that people see. Returns at once; `ended` never rejects. A task that throws an RnpError has
   * failed with that reason; one that ends because of its signal was cancelled; any other error is a defect, and shown
   * as one.
   */
  start(
    job: Pick<Job, 'kind' | 'title' | 'unit'> & Partial<Pick<Job, 'total' | 'rateUnit' | 'setId' | 'runId'>>,
    task: (job: RunningJob) => Promise<string | undefined>,
  ): { readonly id: number; readonly ended: Promise<Job> }
  list(): Job[]
  cancel(id: number): void
  dismiss(id: number): void
}
