import { describe, expect, it } from 'vitest'
import { glyphParse } from './glyph.testing.ts'
import { isWithin, lineageOf, openParts, partAt, rowsOf, treeMove } from './tree.ts'

const view = glyphParse()
const keys = (open: string[]) => rowsOf(view, new Set(open)).map(({ key }) => key)

describe('rowsOf', () => {
  it('shows the picture alone while it is closed', () => {
    expect(keys([])).toEqual([''])
  })

  it('shows the sub-parts of opened parts below them, in glimpse order', () => {
    expect(keys(['', '1'])).toEqual(['', '0', '1', '1.0', '1.1', '1.2', '1.3', '2', '3'])
  })

  it('counts level and place from 1, and has nothing to open at the lowest level', () => {
    const row = rowsOf(view, new Set(['', '1'])).find(({ key }) => key === '1.2')
    expect(row).toMatchObject({ level: 3, place: 3, siblings: 4, open: undefined })
  })
})

describe('parts by their place', () => {
  it('finds a part and what it lies in', () => {
    expect(lineageOf(view, [2, 1]).map(({ path }) => path)).toEqual([[2], [2, 1]])
    expect(partAt(view, [2, 1])?.path).toEqual([2, 1])
  })

  it('finds nothing where the tree has no such part', () => {
    expect(partAt(view, [7])).toBeUndefined()
    expect(partAt(view, [0, 9])).toBeUndefined()
    expect(partAt(view, [])).toBeUndefined()
  })

  it('counts a part as within itself and within its part, not its neighbour', () => {
    expect(isWithin([1, 2], [1])).toBe(true)
    expect(isWithin([1], [1])).toBe(true)
    expect(isWithin([1], [1, 2])).toBe(false)
    expect(isWithin([2], [])).toBe(true)
  })

  it('puts the sub-parts in place of an opened part', () => {
    const paths = openParts(view.parts, new Set(['1'])).map(({ path }) => path.join('.'))
    expect(paths).toEqual(['0', '1.0', '1.1', '1.2', '1.3', '2', '3'])
  })
})

describe('treeMove', () => {
  const rows = rowsOf(view, new Set(['', '1']))

  it('walks the rows in sight and stops at the ends', () => {
    expect(treeMove(rows, 'ArrowDown', '1')).toEqual({ to: '1.0' })
    expect(treeMove(rows, 'ArrowUp', '2')).toEqual({ to: '1.3' })
    expect(treeMove(rows, 'ArrowUp', '')).toEqual({ to: '' })
    expect(treeMove(rows, 'End', '')).toEqual({ to: '3' })
    expect(treeMove(rows, 'ArrowDown', '3')).toEqual({ to: '3' })
  })

  it('opens with the right arrow, then goes in; closes with the left one, then goes out', () => {
    expect(treeMove(rows, 'ArrowRight', '2')).toEqual({ open: '2' })
    expect(treeMove(rows, 'ArrowRight', '1')).toEqual({ to: '1.0' })
    expect(treeMove(rows, 'ArrowRight', '1.0')).toBeUndefined()
    expect(treeMove(rows, 'ArrowLeft', '1')).toEqual({ close: '1' })
    expect(treeMove(rows, 'ArrowLeft', '1.0')).toEqual({ to: '1' })
    expect(treeMove(rows, 'ArrowLeft', '2')).toEqual({ to: '' })
  })

  it('leaves other keys alone', () => {
    expect(treeMove(rows, 'x', '1')).toBeUndefined()
  })
})
