import { describe, expect, it } from 'vitest'
import { sparkPath } from './sparkline.ts'

describe('sparkPath', () => {
  it('runs from the greatest value at the top to the least at the bottom, by orders of magnitude', () => {
    expect(sparkPath([100, 10, 1], 60, 20)).toBe('M0.0 0.0L30.0 10.0L60.0 20.0')
  })

  it('lies in the middle if nothing changes', () => {
    expect(sparkPath([3, 3], 10, 8)).toBe('M0.0 4.0L10.0 4.0')
  })

  it('draws values below 0 on a linear scale, and leaves out values that are not finite', () => {
    expect(sparkPath([1, Number.NaN, 0, -1], 10, 10)).toBe('M0.0 0.0L5.0 5.0L10.0 10.0')
  })

  it('draws nothing of a single value', () => {
    expect(sparkPath([1], 10, 10)).toBe('')
  })
})
