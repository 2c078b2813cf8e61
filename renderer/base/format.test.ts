import { describe, expect, it } from 'vitest'
import { formatBytes, formatDuration, formatRate } from './format.ts'

describe('format', () => {
  it.each([
    [0.42, '0.4 s'],
    [23, '23 s'],
    [59.6, '60 s'],
    [60, '1 min'],
    [250, '4 min 10 s'],
    [3599.9, '1 h'],
    [12_000, '3 h 20 min'],
    [187_200, '2 d 4 h'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words)
  })

  it.each([
    [0, '0 B'],
    [840, '840 B'],
    [11_594_722, '11.6 MB'],
    [999_600, '1 MB'],
    [2.1e9, '2.1 GB'],
  ])('says %d bytes as %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })

  it('keeps slow rates apart and fast ones short', () => {
    expect([formatRate(0.4236), formatRate(2103.7)]).toEqual(['0.424/s', '2,104/s'])
    expect(formatRate(690.4, 'pictures')).toBe('690 pictures/s')
  })
})
