import { describe, expect, it } from 'vitest'
import { fileNames } from './parseFiles.ts'

describe('fileNames', () => {
  it('keeps the last part of a source, made safe for any disk', () => {
    expect(fileNames(['some/where/five.png', 't10k 17', 'zip: a*b?.png', 'é.jpg'])).toEqual([
      'five',
      't10k-17',
      'zip-a-b-',
      'é',
    ])
  })

  it('numbers equal names, also those that differ only in capitals', () => {
    expect(fileNames(['a/x.png', 'b/x.png', 'c/X.png', 'x-2.png'])).toEqual(['x', 'x-2', 'X-3', 'x-2-2'])
  })
})
