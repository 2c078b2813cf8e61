import { expect, it } from 'vitest'
import { atOnce } from './atOnce.ts'

it('begins a piece of work when the one before has ended, also where that failed', async () => {
  const inTurn = atOnce(1)
  const heard: string[] = []
  const work = (name: string, end: () => string) => async () => {
    heard.push(`${name} begins`)
    await Promise.resolve()
    heard.push(`${name} ends`)
    return end()
  }
  const first = inTurn(
    work('first', () => {
      throw new Error('broken')
    }),
  )
  const second = inTurn(work('second', () => 'done'))
  await expect(first).rejects.toThrow('broken')
  await expect(second).resolves.toBe('done')
  expect(heard).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})
