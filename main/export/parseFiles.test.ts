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

  it('tells very many of the same name apart at once', () => {
    const names = fileNames(Array.from({ length: 70_000 }, () => 'image.png'))
    expect(new Set(names).size).toBe(70_000)
    expect(names.at(-1)).toBe('image-70000')
  })

  it('shortens what no file system takes', () => {
    const [one, other] = fileNames([`${'漢'.repeat(300)}1.png`, `${'漢'.repeat(300)}2.png`])
    expect(Buffer.byteLength(`${one}-parts.png`)).toBeLessThan(255)
    expect(other).toBe(`${one}-2`)
  })

  it('tells the pictures of one file apart, also where its name has a dot', () => {
    expect(fileNames(['my.digits 16', 'my.digits 17'])).toEqual(['my.digits-16', 'my.digits-17'])
  })
})
