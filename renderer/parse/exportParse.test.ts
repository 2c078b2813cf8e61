import { describe, expect, it } from 'vitest'
import { fileNameOf } from './exportParse.ts'

describe('fileNameOf', () => {
  it('leaves out folders and the extension', () => {
    expect(fileNameOf('holiday/IMG 2041.jpeg')).toBe('IMG-2041')
    expect(fileNameOf('a.zip\\b\\c.tar.png')).toBe('c.tar')
  })

  it('keeps letters of any alphabet and makes the rest safe', () => {
    expect(fileNameOf('t10k 17')).toBe('t10k-17')
    expect(fileNameOf('ひらがな.png')).toBe('ひらがな')
    expect(fileNameOf('???.png')).toBe('picture')
  })
})
