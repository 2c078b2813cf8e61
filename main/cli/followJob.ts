import { print, say } from '../base/output.ts'
import { formatCount } from '../contract/counts.ts'
import type { Studio } from '../contract/index.ts'
import type { Job } from '../contract/jobs.ts'
import { exitCodes } from '../terminal/errors.ts'
import { duration, ProgressLine } from './progressLine.ts'
import { skippedLines } from './skipped.ts'

/**
 * Shows a job's progress until it has ended, then its result. Sets the exit code if it failed or was cancelled.
 *
 * @param signal cancels the job; what it has done so far remains
 */
export async function followJob(studio: Studio, id: number, signal: AbortSignal): Promise<void> {
  const cancel = () => void studio.jobs.cancel({ id })
  signal.addEventListener('abort', cancel)
  const line = new ProgressLine()
  try {
    report(await untilEnded(studio, id, (job) => line.update(progressOf(job))))
  } finally {
    line.end()
    signal.removeEventListener('abort', cancel)
  }

  function report({ state, note, error }: Job): void {
    line.end()
    if (note) print(note)
    if (state === 'cancelled') process.exitCode = exitCodes.interrupted
    if (!error) return
    say(`error: ${error.message}\nhint: ${error.hint}`)
    process.exitCode = exitCodes[error.kind]
  }
}

/** Prints the files that a job has skipped. */
export async function listSkipped(studio: Pick<Studio, 'jobs'>, id: number): Promise<void> {
  for (const line of skippedLines(await studio.jobs.skipped({ id }))) say(line)
}

async function untilEnded(studio: Studio, id: number, onProgress: (job: Job) => void): Promise<Job> {
  const leaving = new AbortController()
  // Subscribed before the job is read, because it may end in between.
  const events = await studio.app.events(undefined, { signal: leaving.signal })
  try {
    const jobs = await studio.jobs.list()
    const now = jobs.find((job) => job.id === id)
    if (now && isEnded(now)) return now
    for await (const event of events) {
      if (event.type !== 'job' || event.job.id !== id) continue
      if (isEnded(event.job)) return event.job
      onProgress(event.job)
    }
    throw new Error(`There are no more events of job ${id}.`)
  } finally {
    leaving.abort()
  }
}

const isEnded = ({ state }: Job) => state !== 'running'

/** "Importing my-pictures: 1,200 of 5,000 pictures, 830/s, 5 s left" */
function progressOf({ title, done, total, unit, rate, etaSeconds }: Job): string {
  const of = total === undefined ? '' : ` of ${formatCount(total)}`
  const parts = [
    `${title}: ${formatCount(done)}${of} ${unit}`,
    rate !== undefined && `${formatCount(rate)}/s`,
    etaSeconds !== undefined && `${duration(etaSeconds)} left`,
  ]
  return parts.filter(Boolean).join(', ')
}
