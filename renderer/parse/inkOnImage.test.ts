import { describe, expect, it } from 'vitest'
import { glyphParse } from './glyph.testing.ts'
import { inkOnImage, place } from './inkOnImage.ts'
import { placementOf } from './placement.ts'
import { sumInk } from './scrub.ts'

const view = glyphParse()

/** Parses store pictures in half precision. */
const TOLERANCE = 4e-3

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)
}

describe('place', () => {
  it('draws every patch where the model placed it', () => {
    for (const part of view.parts) {
      const placed = place(part.patch, placementOf(part, view.patch), view.side)
      expect(farthest(placed, part.placed)).toBeLessThan(TOLERANCE)
      for (const sub of part.parts) {
        const placedSub = place(sub.patch, placementOf(sub, view.patch), view.patch)
        expect(farthest(placedSub, sub.placed)).toBeLessThan(TOLERANCE)
      }
    }
  })

  it('interpolates between pixels, and reads 0 outside of the picture', () => {
    const half = { a: 1, b: 0, c: 0, d: 1, e: 0.5, f: 0 }
    expect([...place(Float32Array.of(1, 0, 0, 0), half, 3)]).toEqual([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0])
  })
})

describe('inkOnImage', () => {
  it('gives sub-parts the ink that adds up to their part', () => {
    for (const part of view.parts) {
      const inks = part.parts.map(({ path }) => inkOnImage(view, path))
      expect(farthest(sumInk(inks), part.placed)).toBeLessThan(2 * TOLERANCE)
    }
  })

  it('gives the whole picture the canvas', () => {
    expect(inkOnImage(view, [])).toBe(view.canvas)
  })

  it('computes each ink once', () => {
    expect(inkOnImage(view, [1, 2])).toBe(inkOnImage(view, [1, 2]))
  })
})
