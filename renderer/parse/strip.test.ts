import { describe, expect, it } from 'vitest'
import { scrollTo, stripAt, stripIds, stripMove } from './strip.ts'

describe('stripAt', () => {
  it('draws what is in sight and a little more, however many there are', () => {
    const strip = stripAt(100_000, 80, 170, 800, 80_000)
    expect(strip).toMatchObject({ columns: 2, height: 4_000_000 })
    expect(strip.from).toBeLessThanOrEqual(2000)
    expect(strip.to).toBeGreaterThanOrEqual(2020)
    expect(strip.to - strip.from).toBeLessThan(60)
  })

  it('has one column at least, and no more cells than there are', () => {
    expect(stripAt(3, 80, 40, 800, 0)).toEqual({ columns: 1, height: 240, from: 0, to: 3 })
    expect(stripAt(0, 80, 40, 800, 0)).toMatchObject({ height: 0, from: 0, to: 0 })
  })
})

describe('scrollTo', () => {
  it('scrolls just as far as it needs to', () => {
    expect(scrollTo(10, 1, 80, 400, 0)).toBe(480)
    expect(scrollTo(2, 1, 80, 400, 0)).toBe(0)
    expect(scrollTo(2, 1, 80, 400, 500)).toBe(160)
  })
})

describe('stripMove', () => {
  it('walks by cells and by rows, and stops at the ends', () => {
    expect(stripMove('ArrowRight', 3, 10, 2)).toBe(4)
    expect(stripMove('ArrowDown', 3, 10, 2)).toBe(5)
    expect(stripMove('ArrowUp', 1, 10, 2)).toBe(0)
    expect(stripMove('End', 1, 10, 2)).toBe(9)
    expect(stripMove('a', 1, 10, 2)).toBeUndefined()
  })
})

describe('stripIds', () => {
  const shown = Uint32Array.of(4, 7, 9)

  it('walks through what the library shows, or through several selected pictures in its order', () => {
    expect([...stripIds(shown, new Set([7]), 7)]).toEqual([4, 7, 9])
    expect([...stripIds(shown, new Set([9, 4]), 4)]).toEqual([4, 9])
  })

  it('keeps pictures that the library does not show just now', () => {
    expect([...stripIds(shown, new Set([9, 2]), 2)]).toEqual([9, 2])
    expect([...stripIds(shown, new Set(), 12)]).toEqual([12, 4, 7, 9])
  })
})
