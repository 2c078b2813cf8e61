import { describe, expect, it } from 'vitest'
import { isGrey, shrink } from './shrink.ts'

const grey = (width: number, height: number, values: number[]) => ({
  width,
  height,
  channels: 1,
  white: 255,
  values,
})

describe('shrink', () => {
  it('keeps the size of small pictures, and the aspect of large ones', () => {
    expect(shrink(grey(2, 1, [7, 9]), 96)).toEqual({
      width: 2,
      height: 1,
      channels: 1,
      pixels: Uint8ClampedArray.of(7, 9),
    })
    const long = shrink(grey(1000, 2, Array(2000).fill(5)), 96)
    expect([long.width, long.height]).toEqual([96, 1])
  })

  it('averages the pixels it covers, and lays transparent ones on white', () => {
    expect([...shrink(grey(4, 2, [0, 100, 10, 20, 50, 50, 30, 40]), 2).pixels]).toEqual([50, 25])
    // Of three pixels the middle one is covered by both.
    expect([...shrink(grey(3, 1, [0, 30, 60]), 2).pixels]).toEqual([15, 45])
    const rgb = { width: 2, height: 2, channels: 3, white: 255 }
    const coloured = { ...rgb, values: [0, 0, 200, 20, 0, 0, 40, 0, 0, 60, 0, 0] }
    expect([...shrink(coloured, 1).pixels]).toEqual([30, 0, 50])
    const clear = { width: 1, height: 1, channels: 4, white: 65535, values: [0, 65535, 0, 32768] }
    expect([...shrink(clear, 9).pixels]).toEqual([127, 255, 127])
  })

  it('tells pictures without colours from coloured ones', () => {
    expect(isGrey(grey(1, 1, [3]))).toBe(true)
    const rgb = (values: number[]) => ({ width: 2, height: 1, channels: 3, white: 255, values })
    expect(isGrey(rgb([1, 1, 1, 9, 9, 9]))).toBe(true)
    expect(isGrey(rgb([1, 1, 1, 9, 9, 8]))).toBe(false)
  })
})
