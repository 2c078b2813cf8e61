import { RnpError } from '../../model/errors.ts'

/** The process ended before the job did. It restarts by itself, so the job can be tried again. */
export class ProcessDied extends RnpError {
  /** Whether the app ended it, because a person asked for that or a job hung. */
  readonly wasStopped: boolean
  /** How many jobs it was doing. If it was one, that job must have caused the crash. */
  readonly jobs: number

  constructor(message: string, hint: string, { wasStopped, jobs }: { wasStopped: boolean; jobs: number }) {
    super(wasStopped ? 'engine/interrupted' : 'engine/died', message, hint)
    this.name = 'ProcessDied'
    this.wasStopped = wasStopped
    this.jobs = jobs
  }
}
