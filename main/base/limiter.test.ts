import { describe, expect, it } from 'vitest'
import { Limiter, Sequencer } from './limiter.ts'

describe('Limiter', () => {
  it('runs as many tasks at a time as its limit', async () => {
    const limiter = new Limiter(2)
    let running = 0
    let most = 0
    const task = async () => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
    }
    await Promise.all(Array.from({ length: 7 }, () => limiter.queue(task)))
    expect(most).toBe(2)
  })
})

describe('Sequencer', () => {
  it('starts a task when the one before it has ended, also where that failed', async () => {
    const sequencer = new Sequencer()
    const log: string[] = []
    const task = (name: string, end: () => string) => async () => {
      log.push(`${name} starts`)
      await Promise.resolve()
      log.push(`${name} ends`)
      return end()
    }
    const first = sequencer.queue(
      task('first', () => {
        throw new Error('broken')
      }),
    )
    const second = sequencer.queue(task('second', () => 'done'))
    await expect(first).rejects.toThrow('broken')
    await expect(second).resolves.toBe('done')
    expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends'])
  })
})
