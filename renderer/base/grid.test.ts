import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellAt, cellsBetween, cellsIn, gridOf, rectOf, scrollTo, type WalkKey, walk } from './grid.ts'

const grids = fc
  .record({
    count: fc.integer({ min: 1, max: 5000 }),
    columns: fc.integer({ min: 1, max: 40 }),
    cell: fc.integer({ min: 16, max: 192 }),
    gap: fc.integer({ min: 1, max: 12 }),
    pad: fc.integer({ min: 0, max: 12 }),
    below: fc.constantFrom(0, 18),
  })
  .map(({ count, ...measures }) => gridOf(count, measures))

/** 10 columns of cells of 69 px. */
const tenColumns = (count: number) => gridOf(count, { columns: 10, cell: 69, gap: 6, pad: 8 })

describe('gridOf', () => {
  it('overlaps no cells, and has all within its height', () => {
    fc.assert(
      fc.property(grids, (grid) => {
        expect(grid.columnPitch).toBeGreaterThan(grid.cell)
        expect(grid.rowPitch).toBeGreaterThan(grid.cell)
        const lowest = rectOf(grid, grid.count - 1)
        expect(lowest.y + lowest.height).toBeLessThanOrEqual(grid.height)
      }),
    )
  })

  it('has no height without cells', () => {
    expect(tenColumns(0)).toMatchObject({ rows: 0, height: 0 })
  })
})

describe('where cells are', () => {
  it('finds every cell at its centre', () => {
    fc.assert(
      fc.property(grids, fc.nat(), (grid, nth) => {
        const index = nth % grid.count
        const { x, y, width, height } = rectOf(grid, index)
        expect(cellAt(grid, x + width / 2, y + height / 2)).toBe(index)
      }),
    )
  })

  it('finds none beside, between and after them', () => {
    const grid = tenColumns(11)
    const { x, y, width } = rectOf(grid, 0)
    expect(cellAt(grid, 0, y)).toBeUndefined()
    expect(cellAt(grid, x + width + 1, y)).toBeUndefined()
    expect(cellAt(grid, rectOf(grid, 10).x + grid.columnPitch, rectOf(grid, 10).y)).toBeUndefined()
  })

  it('lists exactly the cells whose rows are in sight', () => {
    fc.assert(
      fc.property(grids, fc.nat(100_000), fc.integer({ min: 1, max: 1200 }), (grid, top, height) => {
        const { start, end } = cellsBetween(grid, top, top + height)
        for (let index = 0; index < grid.count; index += 7) {
          const { y, height: side } = rectOf(grid, index)
          if (y + side > top && y < top + height) expect(index >= start && index < end).toBe(true)
        }
        expect(end - start).toBeLessThanOrEqual((height / grid.rowPitch + 2) * grid.columns)
      }),
    )
  })

  it('finds the cells that a rectangle touches', () => {
    const grid = tenColumns(100)
    const [from, to] = [rectOf(grid, 1), rectOf(grid, 12)]
    const band = { x: from.x + 60, y: from.y + 60, width: to.x - from.x - 40, height: to.y - from.y - 40 }
    expect(cellsIn(grid, band)).toEqual([1, 2, 11, 12])
  })
})

describe('scrollTo', () => {
  it('moves no more than is needed, and leaves the cell in sight', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.nat(50_000), (grid, nth, from) => {
        const index = nth % grid.count
        const viewHeight = 2 * grid.rowPitch + 50
        const to = scrollTo(grid, index, from, viewHeight)
        const { y, height } = rectOf(grid, index)
        expect(y).toBeGreaterThanOrEqual(to)
        expect(y + height).toBeLessThanOrEqual(to + viewHeight)
        expect(scrollTo(grid, index, to, viewHeight)).toBe(to)
      }),
    )
  })
})

describe('walk', () => {
  /** The last row has 5. */
  const go = (key: WalkKey, from?: number) => walk(key, from, tenColumns(25), 2)

  it('begins at the first cell', () => {
    expect(go('ArrowDown')).toBe(0)
  })

  it('walks through rows by left and right, and stops at the ends', () => {
    expect([go('ArrowRight', 9), go('ArrowLeft', 10), go('ArrowLeft', 0), go('ArrowRight', 24)]).toEqual([
      10, 9, 0, 24,
    ])
  })

  it('keeps its column up and down, and stays where there is no row', () => {
    expect([go('ArrowDown', 3), go('ArrowUp', 13), go('ArrowUp', 3), go('ArrowDown', 23)]).toEqual([
      13, 3, 3, 23,
    ])
  })

  it('takes the last cell where the last row is short', () => {
    expect(go('ArrowDown', 18)).toBe(24)
  })

  it('turns pages, and goes to both ends', () => {
    expect([go('PageDown', 1), go('PageUp', 21), go('PageUp', 11), go('Home', 13), go('End', 13)]).toEqual([
      21, 1, 1, 0, 24,
    ])
  })

  it('goes nowhere on an empty grid', () => {
    expect(walk('End', undefined, tenColumns(0), 2)).toBeUndefined()
  })
})
