import type { DatabaseSync } from 'node:sqlite'
import type { Job } from '../contract/jobs.ts'
import type { Events } from './events.ts'
import type { History } from './history/edits.ts'

/** What every service works with: one open workspace, and who is told of changes in it. */
export interface Context {
  readonly db: DatabaseSync
  /** The workspace's folder: runs/, uploads/, datasets/, thumbnails.db. */
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
  /** Says how far it is; rate and ETA follow from it. Written and published a few times a second at most. */
  update(fields: {
    done?: number
    total?: number
    note?: string
    setId?: number
    runId?: number
    /** Of a job with a `rateUnit` of its own, which knows these itself. */
    rate?: number
    etaSeconds?: number
  }): void
  /** Counts files passed over, and keeps them with the set where there is one. */
  skip(files: readonly { file: string; reason: string }[]): void
}

export interface JobBoard {
  /**
   * Runs `task` as a job that people see. Returns at once; `ended` never rejects. A task that throws an RnpError
   * has failed and says why; one that ends by its signal was cancelled; anything else is a defect, shown as such.
   */
  start(
    job: Pick<Job, 'kind' | 'title' | 'unit'> & Partial<Pick<Job, 'total' | 'rateUnit' | 'setId' | 'runId'>>,
    task: (job: RunningJob) => Promise<string | undefined>,
  ): { readonly id: number; readonly ended: Promise<Job> }
  list(): Job[]
  cancel(id: number): void
  dismiss(id: number): void
}
