import { describe, expect, it } from 'vitest'
import { emptyWall } from './emptyWall.ts'

const digits = { id: 1, pictures: 12 }
const fresh = { id: 2, pictures: 0 }
const never = () => false
const readsTwo = (id: number) => id === 2

describe('an empty wall', () => {
  it('is being read from the moment the import begins, before its set is known', () => {
    expect(emptyWall([digits], { sets: [2] }, true, readsTwo)).toBe('reading')
    expect(emptyWall([digits, fresh], { sets: [2] }, false, readsTwo)).toBe('reading')
    expect(emptyWall([fresh], {}, false, readsTwo)).toBe('reading')
  })

  it('has no reason yet while a reload is pending', () => {
    expect(emptyWall([digits, fresh], { sets: [2] }, true, never)).toBeUndefined()
    expect(emptyWall([digits, { id: 2, pictures: 3 }], { sets: [2] }, true, readsTwo)).toBeUndefined()
    expect(emptyWall([digits], {}, true, never)).toBeUndefined()
  })

  it('has no pictures if none could be read', () => {
    expect(emptyWall([digits, fresh], { sets: [2] }, false, never)).toBe('nothing')
    expect(emptyWall([fresh], { parsed: true }, false, never)).toBe('nothing')
  })

  it('has no match if there are other pictures, also while more are read', () => {
    expect(emptyWall([digits], { text: 'cat' }, false, never)).toBe('no-match')
    expect(emptyWall([digits, fresh], { text: 'cat' }, false, readsTwo)).toBe('no-match')
  })
})
