import { describe, expect, it } from 'vitest'
import { encodeParse } from '../../main/contract/parseFile.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'
import { glyphParse } from './glyph.testing.ts'
import { ParseOpener } from './openParse.ts'

const record = (id: number) => ({ id }) as ParseRecord

function opener(capacity?: number) {
  const asked: number[] = []
  const bytes = async (id: number) => {
    asked.push(id)
    return encodeParse(glyphParse()).buffer
  }
  return { asked, opener: new ParseOpener(bytes, capacity) }
}

describe('ParseOpener', () => {
  it('fetches a parse once and decodes it', async () => {
    const { asked, opener: parses } = opener()
    const first = await parses.open(record(7))
    expect(first.view.parts).toHaveLength(4)
    expect((await parses.open(record(7))).view).toBe(first.view)
    expect(asked).toEqual([7])
  })

  it('keeps those that were looked at last', async () => {
    const { asked, opener: parses } = opener(2)
    for (const id of [1, 2, 1, 3, 1, 2]) await parses.open(record(id))
    expect(asked).toEqual([1, 2, 3, 2])
  })

  it('asks again after a fetch that failed', async () => {
    let failed = false
    const parses = new ParseOpener(async () => {
      if (failed) return encodeParse(glyphParse()).buffer
      failed = true
      throw new Error('gone')
    })
    await expect(parses.open(record(1))).rejects.toThrow('gone')
    expect((await parses.open(record(1))).record.id).toBe(1)
  })

  it('throws an error if the bytes are not a parse', async () => {
    const parses = new ParseOpener(async () => new ArrayBuffer(2))
    await expect(parses.open(record(1))).rejects.toThrow('ends early')
  })
})
