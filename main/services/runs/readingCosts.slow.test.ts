import { describe, expect, it } from 'vitest'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { openLibrary } from '../library/library.testing.ts'
import { measureReading } from './readingCosts.ts'

describe('measuring how long pictures take to be read', () => {
  const glyph: PictureRef = { id: 1, kind: 'glyph', path: '', member: '0 train 0', inverted: false }

  it('gives the time of one, also where there is only one, and none of no pictures', async () => {
    const library = await openLibrary()
    for (const pictures of [[glyph], [glyph, { ...glyph, id: 2, member: '0 train 1' }]]) {
      const time = await measureReading(library, pictures, 28)
      expect(time).toBeGreaterThan(0)
      expect(time).toBeLessThan(Number.POSITIVE_INFINITY)
    }
    expect(await measureReading(library, [], 28)).toBe(0)
  })

  it('ends where it is cancelled', async () => {
    const library = await openLibrary()
    const enough = AbortSignal.abort(new Error('enough'))
    await expect(measureReading(library, [glyph], 28, enough)).rejects.toThrow('enough')
  })
})
