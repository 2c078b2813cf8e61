import { describe, expect, it } from 'vitest'
import type { ParseView } from '../../main/contract/parseFile.ts'
import { glyphParse } from './glyph.testing.ts'
import { inkOnImage } from './inkOnImage.ts'
import { ownerOf } from './owner.ts'

const view = glyphParse()
const closed = new Set<string>()

/** Two parts on a canvas of 2 px: they share the second pixel, nobody has the third. */
const two = {
  side: 2,
  parts: [
    { path: [0], placed: Float32Array.of(0.9, 0.3, 0, 0), parts: [] },
    { path: [1], placed: Float32Array.of(0.1, 0.4, 0.001, 1.5), parts: [] },
  ],
} as unknown as ParseView

describe('ownerOf', () => {
  it('finds the part with most ink at a pixel', () => {
    expect(ownerOf(two, 0, 0, closed)).toEqual([0])
    expect(ownerOf(two, 1, 0, closed)).toEqual([1])
    expect(ownerOf(two, 1, 1, closed)).toEqual([1])
  })

  it('finds no part where there is no visible ink, nor outside of the canvas', () => {
    expect(ownerOf(two, 0, 1, closed)).toBeUndefined()
    expect(ownerOf(two, -1, 0, closed)).toBeUndefined()
    expect(ownerOf(two, 0, 2, closed)).toBeUndefined()
  })

  it('finds a sub-part once its part is open, if it has most ink of all in sight', () => {
    const ink = inkOnImage(view, [0, 1])
    const pixel = ink.indexOf(Math.max(...ink))
    const [x, y] = [pixel % view.side, Math.floor(pixel / view.side)]
    const owner = ownerOf(view, x, y, new Set(['0', '1', '2', '3']))
    expect(owner).toHaveLength(2)
    const most = inkOnImage(view, owner!)[pixel]
    for (const part of view.parts) {
      for (const { path } of part.parts) expect(inkOnImage(view, path)[pixel]).toBeLessThanOrEqual(most)
    }
    expect(ownerOf(view, x, y, closed)).toHaveLength(1)
  })
})
