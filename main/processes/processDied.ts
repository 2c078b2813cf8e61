import { RnpError } from '../../model/errors.ts'

/** A process that served jobs has ended before a job of its had. The next one is started by itself: it can be asked again. */
export class ProcessDied extends RnpError {
  /** Whether the app ended it, because a person or a job that hung asked for that. */
  readonly wasStopped: boolean
  /** How many jobs it was doing. Where it was one, nothing else can be to blame for a crash. */
  readonly jobs: number

  constructor(message: string, hint: string, { wasStopped, jobs }: { wasStopped: boolean; jobs: number }) {
    super(wasStopped ? 'engine/interrupted' : 'engine/died', message, hint)
    this.name = 'ProcessDied'
    this.wasStopped = wasStopped
    this.jobs = jobs
  }
}
