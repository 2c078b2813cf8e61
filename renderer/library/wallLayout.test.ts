import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAt, cellsBetween, cellsIn, fitPicture, layoutWall, rectOf, scrollTo } from './wallLayout.ts'

const walls = fc.record({
  count: fc.integer({ min: 1, max: 5000 }),
  width: fc.integer({ min: 80, max: 2000 }),
  size: fc.integer({ min: 24, max: 192 }),
  captions: fc.boolean(),
  unit: fc.constantFrom(1, 16, 28, 40),
})
type Wall = typeof walls extends fc.Arbitrary<infer One> ? One : never
const layoutOf = ({ count, width, size, captions, unit }: Wall) =>
  layoutWall(count, width, size, captions, unit)

describe('layoutWall', () => {
  it('keeps every cell within the width, and none on another', () => {
    fc.assert(
      fc.property(walls, (wall) => {
        const layout = layoutOf(wall)
        const last = rectOf(layout, Math.min(layout.count, layout.columns) - 1)
        expect(rectOf(layout, 0).x).toBeGreaterThanOrEqual(0)
        if (layout.columns > 1) expect(last.x + last.width).toBeLessThanOrEqual(wall.width)
        expect(layout.columnPitch).toBeGreaterThan(layout.cell)
        expect(layout.rowPitch).toBeGreaterThan(layout.cell)
        const lowest = rectOf(layout, layout.count - 1)
        expect(lowest.y + lowest.height).toBeLessThanOrEqual(layout.height)
      }),
    )
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

  it('has no height without pictures', () => {
    expect(layoutWall(0, 800, 64, false)).toMatchObject({ rows: 0, height: 0 })
  })
})

describe('where cells are', () => {
  it('finds every cell at its own middle', () => {
    fc.assert(
      fc.property(walls, fc.nat(), (wall, nth) => {
        const layout = layoutOf(wall)
        const index = nth % layout.count
        const { x, y, width, height } = rectOf(layout, index)
        expect(cellAt(layout, x + width / 2, y + height / 2)).toBe(index)
      }),
    )
  })

  it('finds none beside, between and after them', () => {
    const layout = layoutWall(11, 766, 64, false)
    const { x, y, width } = rectOf(layout, 0)
    expect(cellAt(layout, 0, y)).toBeUndefined()
    expect(cellAt(layout, x + width + 1, y)).toBeUndefined()
    expect(cellAt(layout, rectOf(layout, 10).x + layout.columnPitch, rectOf(layout, 10).y)).toBeUndefined()
  })

  it('has in sight exactly the cells whose rows meet the view', () => {
    fc.assert(
      fc.property(walls, fc.nat(100_000), fc.integer({ min: 1, max: 1200 }), (wall, top, height) => {
        const layout = layoutOf(wall)
        const { start, end } = cellsBetween(layout, top, top + height)
        for (let index = 0; index < layout.count; index += 7) {
          const { y, height: side } = rectOf(layout, index)
          if (y + side > top && y < top + height) expect(index >= start && index < end).toBe(true)
        }
        expect(end - start).toBeLessThanOrEqual((height / layout.rowPitch + 2) * layout.columns)
      }),
    )
  })

  it('takes with a band the cells it touches', () => {
    const layout = layoutWall(100, 766, 64, false)
    const [from, to] = [rectOf(layout, 1), rectOf(layout, 12)]
    const band = { x: from.x + 60, y: from.y + 60, width: to.x - from.x - 40, height: to.y - from.y - 40 }
    expect(cellsIn(layout, band)).toEqual([1, 2, 11, 12])
  })
})

describe('scrollTo', () => {
  it('moves no more than is needed, and leaves the cell in sight', () => {
    fc.assert(
      fc.property(walls, fc.nat(), fc.nat(50_000), (wall, nth, from) => {
        const layout = layoutOf(wall)
        const index = nth % layout.count
        const viewHeight = 2 * layout.rowPitch + 50
        const to = scrollTo(layout, index, from, viewHeight)
        const { y, height } = rectOf(layout, index)
        expect(y).toBeGreaterThanOrEqual(to)
        expect(y + height).toBeLessThanOrEqual(to + viewHeight)
        expect(scrollTo(layout, index, to, viewHeight)).toBe(to)
      }),
    )
  })
})

describe('fitPicture', () => {
  const cell = { x: 10, y: 20, width: 64, height: 64 }

  it('enlarges small pictures by a whole factor, in the middle', () => {
    expect(fitPicture(28, 28, cell)).toEqual({ x: 14, y: 24, width: 56, height: 56 })
  })

  it('shrinks large ones to fit', () => {
    expect(fitPicture(96, 48, cell)).toEqual({ x: 10, y: 36, width: 64, height: 32 })
  })
})
