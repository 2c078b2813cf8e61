import { describe, expect, it } from 'vitest'
import type { Job } from '../../main/contract/jobs.ts'
import { jobOutcome, jobPace, jobProgress, jobSeconds } from './jobText.ts'

const job = (fields: Partial<Job>): Job => ({
  id: 1,
  kind: 'import',
  title: 'Importing digits',
  state: 'running',
  done: 12_400,
  unit: 'pictures',
  skipped: 0,
  started: 1000,
  ...fields,
})

describe('a job in words', () => {
  it('has how much is done, and of how much if that is known', () => {
    expect(jobProgress(job({}))).toBe('12,400 pictures')
    expect(jobProgress(job({ total: 60_000 }))).toBe('12,400 / 60,000 pictures')
    expect(jobProgress(job({ unit: 'bytes', total: 60_000 }))).toBe('12.4 kB / 60 kB')
  })

  it('has the speed and the time left', () => {
    expect(jobPace(job({}))).toBe('')
    expect(jobPace(job({ rate: 2100, etaSeconds: 23 }))).toBe('2,100/s · 23 s left')
    expect(jobPace(job({ unit: 'bytes', rate: 5e6 }))).toBe('5 MB/s')
    expect(jobPace(job({ unit: 'steps', rate: 690, rateUnit: 'pictures' }))).toBe('690 pictures/s')
  })

  it('has the outcome', () => {
    expect(jobOutcome(job({ state: 'done', note: '60,000 pictures added' }))).toBe('60,000 pictures added')
    expect(jobOutcome(job({ state: 'cancelled' }))).toBe('Cancelled at 12,400 pictures')
    const paused = job({ kind: 'train', state: 'cancelled', note: 'paused at step 16' })
    expect(jobOutcome(paused)).toBe('paused at step 16')
    const error = {
      kind: 'data',
      code: 'data/unreachable',
      message: 'No network.',
      hint: '',
    } as const
    expect(jobOutcome(job({ state: 'failed', error }))).toBe('No network.')
  })

  it('counts the time until now, or until it ended', () => {
    expect(jobSeconds(job({}), 5000)).toBe(4)
    expect(jobSeconds(job({ ended: 3000 }), 5000)).toBe(2)
  })
})
