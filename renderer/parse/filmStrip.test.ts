import { describe, expect, it } from 'vitest'
import { layoutStrip, stripIds } from './filmStrip.ts'

describe('layoutStrip', () => {
  it('has as many columns as fit beside each other, and one at least', () => {
    expect([20, 76, 155, 156, 308].map((width) => layoutStrip(10, width).columns)).toEqual([1, 1, 1, 2, 4])
  })
})

describe('stripIds', () => {
  const shown = Uint32Array.of(4, 7, 9)

  it('has what the library shows, or several selected pictures in its order', () => {
    expect([...stripIds(shown, new Set([7]), 7)]).toEqual([4, 7, 9])
    expect([...stripIds(shown, new Set([9, 4]), 4)]).toEqual([4, 9])
  })

  it('keeps selected pictures that the filter hides', () => {
    expect([...stripIds(shown, new Set([9, 2]), 2)]).toEqual([9, 2])
    expect([...stripIds(shown, new Set(), 12)]).toEqual([12, 4, 7, 9])
  })
})
