import { afterEach, describe, expect, it, vi } from 'vitest'
import { Pace } from './pace.ts'

let now = 0
vi.spyOn(performance, 'now').mockImplementation(() => now)
afterEach(() => {
  now = 0
})

describe('Pace', () => {
  it('gives pictures a second and the seconds left from the steps so far', () => {
    const pace = new Pace(64)
    now = 500
    expect(pace.after(10)).toEqual({ imagesPerSecond: 128, etaSeconds: 5 })
    now = 2000 // two steps in two seconds
    expect(pace.after(9)).toEqual({ imagesPerSecond: 64, etaSeconds: 9 })
  })

  it('leaves nothing to wait for after the last step', () => {
    const pace = new Pace(64)
    now = 500
    expect(pace.after(0).etaSeconds).toBe(0)
  })

  it('forgets a slow start after twenty steps', () => {
    const pace = new Pace(10)
    now = 60_000
    expect(pace.after(20).imagesPerSecond).toBeCloseTo(10 / 60)
    let last = pace.after(20)
    for (let step = 0; step < 19; step++) {
      now += 100
      last = pace.after(20)
    }
    now += 100
    last = pace.after(3)
    expect(last).toEqual({ imagesPerSecond: 100, etaSeconds: expect.closeTo(0.3) })
  })
})
