import { describe, expect, it } from 'vitest'
import { layoutWall } from './wallLayout.ts'
import { idsBetween, indexOf, toggled, type WalkKey, walk } from './wallSelection.ts'

/** 10 columns, the last row of 5. */
const layout = layoutWall(25, 766, 64, false)
const go = (key: WalkKey, from?: number) => walk(key, from, layout, 2)

describe('walk', () => {
  it('begins at the first picture', () => {
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

  it('takes the last picture where the last row is short', () => {
    expect(go('ArrowDown', 18)).toBe(24)
  })

  it('turns pages, and goes to both ends', () => {
    expect([go('PageDown', 1), go('PageUp', 21), go('PageUp', 11), go('Home', 13), go('End', 13)]).toEqual([
      21, 1, 1, 0, 24,
    ])
  })

  it('goes nowhere on an empty wall', () => {
    expect(walk('End', undefined, layoutWall(0, 766, 64, false), 2)).toBeUndefined()
  })
})

describe('what is selected', () => {
  const ids = Uint32Array.of(50, 40, 30, 20, 10)

  it('is the range between two pictures, whichever came first', () => {
    expect([...idsBetween(ids, 3, 1)]).toEqual([40, 30, 20])
    expect([...idsBetween(ids, 1, 3)]).toEqual([40, 30, 20])
    expect([...idsBetween(ids, 2, 2)]).toEqual([30])
  })

  it('gains and loses a picture by a click with control', () => {
    const selected = new Set([40])
    expect([...toggled(selected, 10)]).toEqual([40, 10])
    expect([...toggled(selected, 40)]).toEqual([])
    expect([...selected]).toEqual([40])
  })

  it('is found by identity, wherever it stands', () => {
    expect([indexOf(ids, 20), indexOf(ids, 7), indexOf(ids, undefined)]).toEqual([3, undefined, undefined])
  })
})
