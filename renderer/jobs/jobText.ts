import type { Job } from '../../main/contract/jobs.ts'
import { formatBytes, formatCount, formatDuration, formatRate } from '../base/format.ts'

const amount = (job: Job, value: number) => (job.unit === 'bytes' ? formatBytes(value) : formatCount(value))

/** "12,400 / 60,000 pictures"; "12,400 pictures" while the total is not known. */
export function jobProgress(job: Job): string {
  const done = amount(job, job.done)
  const unit = job.unit === 'bytes' ? '' : ` ${job.unit}`
  return job.total === undefined ? `${done}${unit}` : `${done} / ${amount(job, job.total)}${unit}`
}

/** "2,100/s · 23 s left"; for a training "690 pictures/s · 23 s left" */
export function jobPace(job: Job): string {
  const rate =
    job.unit === 'bytes' ? `${formatBytes(job.rate ?? 0)}/s` : formatRate(job.rate ?? 0, job.rateUnit)
  const left = job.etaSeconds === undefined ? [] : [`${formatDuration(job.etaSeconds)} left`]
  return [...(job.rate ? [rate] : []), ...left].join(' · ')
}

/** The outcome of a job that has ended. */
export function jobOutcome(job: Job): string {
  if (job.state === 'failed') return job.error?.message ?? 'It failed.'
  // A paused run has lost nothing; its note says where it stands.
  if (job.state === 'cancelled' && job.kind === 'train' && job.note) return job.note
  if (job.state === 'cancelled') return `Cancelled at ${jobProgress(job)}`
  return job.note ?? jobProgress(job)
}

/** How long a job took, or has taken so far, seconds. */
export function jobSeconds(job: Job, now: number): number {
  return ((job.ended ?? now) - job.started) / 1000
}
