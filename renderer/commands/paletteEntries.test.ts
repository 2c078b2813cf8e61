import { describe, expect, it } from 'vitest'
import { type PaletteEntry, search } from './paletteEntries.ts'

const entry = (title: string, group = 'Commands'): PaletteEntry => ({ id: title, title, group, run() {} })
const titles = (entries: PaletteEntry[]) => entries.map(({ title }) => title)

describe('search', () => {
  const entries = [entry('Add a folder of pictures'), entry('Parse these pictures'), entry('Go to Parse')]

  it('returns all entries for an empty search', () => {
    expect(titles(search(entries, '  '))).toEqual(titles(entries))
  })

  it('puts titles that begin with a word before those that contain it', () => {
    expect(titles(search(entries, 'parse'))).toEqual(['Parse these pictures', 'Go to Parse'])
  })

  it('wants every word, in any order', () => {
    expect(titles(search(entries, 'pictures add'))).toEqual(['Add a folder of pictures'])
  })

  it('finds letters in order, after all titles that contain the word', () => {
    expect(titles(search(entries, 'gtp'))).toEqual(['Go to Parse'])
  })

  it('limits each group, so that a thousand labels do not hide a command', () => {
    const labels = Array.from({ length: 1000 }, (_, i) => entry(`7 of kind ${i}`, 'Labels'))
    const found = search([...labels, entry('Show 7 pictures')], '7')
    expect(found.length).toBe(9)
    expect(titles(found)).toContain('Show 7 pictures')
  })

  it('finds nothing where nothing matches', () => {
    expect(search(entries, 'zzz')).toEqual([])
  })
})
