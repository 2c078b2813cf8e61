import { describe, expect, it } from 'vitest'
import { Random } from '../random.ts'
import { Batches, take } from './batches.ts'
import type { ImageSet } from './imageSet.ts'

const many = (batches: Batches, count: number) => Array.from({ length: count }, () => [...batches.next()])

describe('Batches', () => {
  it('gives no picture twice in an epoch and drops the incomplete last batch', () => {
    const batches = new Batches(10, 4, new Random(1))
    const first = many(batches, 2).flat()
    expect(new Set(first).size).toBe(8)
    expect(batches.epoch).toBe(0)
    const second = many(batches, 2).flat()
    expect(new Set(second).size).toBe(8)
    expect(batches.epoch).toBe(1)
    expect(second).not.toEqual(first)
  })

  it('reaches every picture over the epochs', () => {
    const batches = new Batches(10, 4, new Random(1))
    expect(new Set(many(batches, 20).flat()).size).toBe(10)
  })

  it('fills a batch larger than the set by repeating its pictures', () => {
    const batches = new Batches(3, 8, new Random(2))
    const batch = batches.next()
    expect(batch).toHaveLength(8)
    const counts = [0, 1, 2].map((picture) => batch.filter((i) => i === picture).length)
    expect(counts.toSorted()).toEqual([2, 3, 3])
    batches.next()
    expect(batches.epoch).toBe(1)
  })

  it.each([0, 1, 2, 3, 7])('continues exactly where it was saved, after %i batches', (before) => {
    const whole = new Batches(10, 4, new Random(3))
    many(whole, before)
    const state = JSON.parse(JSON.stringify(whole.save()))
    const resumed = new Batches(10, 4, state)
    expect(many(resumed, 9)).toEqual(many(whole, 9))
    expect(resumed.save()).toEqual(whole.save())
  })

  it('refuses a saved order of another set or batch size, naming both', () => {
    const state = new Batches(10, 4, new Random(3)).save()
    expect(() => new Batches(11, 4, state)).toThrow('for 10 pictures in batches of 4, not 11 in 4')
    expect(() => new Batches(10, 5, state)).toThrow('not 10 in 5')
  })

  it('refuses an empty set and a batch size that is not an integer', () => {
    expect(() => new Batches(0, 4, new Random(1))).toThrow('from 0 pictures')
    expect(() => new Batches(10, 2.5, new Random(1))).toThrow('batches of 2.5')
  })
})

describe('take', () => {
  it('gives the pictures at the indices, scaled to 0..1', () => {
    const set = { side: 1, pixels: Uint8Array.from([0, 51, 255]) } as Partial<ImageSet> as ImageSet
    expect([...take(set, [2, 0, 1])]).toEqual([1, 0, Math.fround(0.2)])
  })
})
