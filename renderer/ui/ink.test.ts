import { describe, expect, it } from 'vitest'
import { inkPixels } from './ink.ts'

describe('inkPixels', () => {
  it('draws ink white on black and clips what lies outside 0 to 1', () => {
    expect([...inkPixels(Float32Array.of(0, 1, 2, -1))]).toEqual(
      [0, 255, 255, 0].flatMap((value) => [value, value, value, 255]),
    )
  })

  it('draws ink as opacity for a layer', () => {
    expect([...inkPixels(Float32Array.of(0, 1), [64, 132, 255], true)]).toEqual([
      64, 132, 255, 0, 64, 132, 255, 255,
    ])
  })
})
