import { describe, expect, it } from 'vitest'
import { logTicks } from './logTicks.ts'

describe('logTicks', () => {
  it('gives a few round values between the least and the greatest, whatever their ratio', () => {
    expect(logTicks([700, 28])).toEqual([50, 100, 200, 500])
    expect(logTicks([0.17, 0.016])).toEqual([0.02, 0.05, 0.1])
    expect(logTicks([1e-9, 1e6]).length).toBeLessThanOrEqual(5)
  })

  it('gives evenly spaced values if all lie close together', () => {
    expect(logTicks([0.05, 0.021])).toEqual([0.03, 0.04, 0.05])
    expect(logTicks([0.195, 0.097])).toEqual([0.1, 0.12, 0.14, 0.16, 0.18])
    expect(logTicks([0.0165, 0.0155])).toEqual([0.0156, 0.0158, 0.016, 0.0162, 0.0164])
    expect(logTicks([0.0163])).toEqual([0.0163])
  })

  it('gives no ticks if no value is above 0', () => {
    expect(logTicks([])).toEqual([])
    expect(logTicks([0, -1, Number.NaN])).toEqual([])
  })
})
