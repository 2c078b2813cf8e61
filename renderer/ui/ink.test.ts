import { describe, expect, it } from 'vitest'
import { crispScale, inkPixels } from './ink.ts'

describe('inkPixels', () => {
  it('draws ink white on black and clips what lies outside 0 to 1', () => {
    expect([...inkPixels(Float32Array.of(0, 1, 2, -1))]).toEqual(
      [0, 255, 255, 0].flatMap((value) => [value, value, value, 255]),
    )
  })

  it('makes ink opacity where it is a layer', () => {
    expect([...inkPixels(Float32Array.of(0, 1), [64, 132, 255], true)]).toEqual([
      64, 132, 255, 0, 64, 132, 255, 255,
    ])
  })
})

describe('crispScale', () => {
  it('is whole wherever the picture fits', () => {
    expect([28, 55, 56, 500].map((room) => crispScale(28, room))).toEqual([1, 1, 2, 17])
  })

  it('shrinks a picture that does not fit', () => {
    expect(crispScale(100, 50)).toBe(0.5)
  })
})
