import { describe, expect, it } from 'vitest'
import type { PictureFilter } from '../../main/contract/library.ts'
import { choose, clausesOf } from './filterSentence.ts'

const words = (filter: PictureFilter) => clausesOf(filter, (id) => `set ${id}`).map(({ text }) => text)

describe('the sentence of a filter', () => {
  it('is empty if everything is shown', () => {
    expect(words({})).toEqual([])
  })

  it('names every condition', () => {
    expect(words({ sets: [1, 2], labels: ['4'], splits: ['test'], parsed: false, text: 'scan' })).toEqual([
      'of set 1 or set 2',
      'labelled 4',
      'for testing',
      'not parsed by this model',
      'named like “scan”',
    ])
  })

  it('stays short with many names', () => {
    expect(words({ labels: [...'0123456789'] })).toEqual(['labelled 0, 1, 2 or 7 others'])
  })

  it('has with each clause the filter without it', () => {
    const [of, labelled] = clausesOf({ sets: [1], labels: ['4'] }, String)
    expect([of.without, labelled.without]).toEqual([{ labels: ['4'] }, { sets: [1] }])
  })
})

describe('choose', () => {
  it('shows one alone, and all again after a second click', () => {
    const seven = choose({ parsed: true }, 'labels', '7', false)
    expect(seven).toEqual({ parsed: true, labels: ['7'] })
    expect(choose(seven, 'labels', '4', false).labels).toEqual(['4'])
    expect(choose(seven, 'labels', '7', false)).toEqual({ parsed: true })
  })

  it('adds to what is shown, and removes again', () => {
    const both = choose({ sets: [1] }, 'sets', 2, true)
    expect(both.sets).toEqual([1, 2])
    expect(choose(both, 'sets', 1, true).sets).toEqual([2])
    expect(choose({ sets: [1] }, 'sets', 1, true)).toEqual({})
  })

  it('shows one alone where it was one of several', () => {
    expect(choose({ sets: [1, 2] }, 'sets', 2, false).sets).toEqual([2])
  })
})
