import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rectOf } from '../base/grid.ts'
import { fitPicture, layoutWall } from './wallLayout.ts'

describe('layoutWall', () => {
  it('keeps every cell within the width', () => {
    const widths = fc.integer({ min: 80, max: 2000 })
    const sizes = fc.integer({ min: 24, max: 192 })
    const units = fc.constantFrom(1, 16, 28, 40)
    fc.assert(
      fc.property(widths, sizes, fc.boolean(), units, (width, size, captions, unit) => {
        const layout = layoutWall(5000, width, size, captions, unit)
        expect(rectOf(layout, 0).x).toBeGreaterThanOrEqual(0)
        const last = rectOf(layout, layout.columns - 1)
        if (layout.columns > 1) expect(last.x + last.width).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('leaves space for captions below the cells', () => {
    const [bare, worded] = [false, true].map((captions) => layoutWall(100, 766, 64, captions))
    expect(worded.cell).toBe(bare.cell)
    expect(worded.rowPitch).toBeGreaterThan(bare.rowPitch)
  })

  it('lets cells grow to fill the width', () => {
    const { columns, cell } = layoutWall(1000, 766, 64, false)
    expect([columns, cell]).toEqual([10, 69])
  })

  it('makes cells whole multiples of small pictures', () => {
    expect([24, 64, 72, 192].map((size) => layoutWall(10, 800, size, false, 28).cell)).toEqual([
      28, 56, 84, 196,
    ])
  })
})

describe('fitPicture', () => {
  const cell = { x: 10, y: 20, width: 64, height: 64 }

  it('enlarges small pictures by a whole factor, centred', () => {
    expect(fitPicture(28, 28, cell)).toEqual({ x: 14, y: 24, width: 56, height: 56 })
  })

  it('shrinks large ones to fit', () => {
    expect(fitPicture(96, 48, cell)).toEqual({ x: 10, y: 36, width: 64, height: 32 })
  })
})
