import { describe, expect, it } from 'vitest'
import { centred, fit, MAX_FACTOR, nextFactor, pan, pixelOf, pointAt, zoomAt } from './zoom.ts'

const pixelAt = (...at: Parameters<typeof pointAt>) => pixelOf(pointAt(...at))

const canvas = { left: 0, top: 0, width: 28, height: 28 }
const room = { width: 700, height: 500 }

describe('fit', () => {
  it('takes the largest whole factor that fits, and centres', () => {
    expect(fit(room, canvas, 24)).toEqual({ factor: 16, x: 126, y: 26 })
  })

  it('counts whole factors in pixels of the screen', () => {
    expect(fit(room, canvas, 24, 2).factor).toBe(16)
    expect(fit({ width: 700, height: 514 }, canvas, 24, 2).factor).toBe(16.5)
  })

  it('shrinks what is larger than the Stage', () => {
    const { factor } = fit(room, { left: -1000, top: 0, width: 2000, height: 1000 }, 0)
    expect(factor).toBeCloseTo(0.35)
  })

  it('keeps the canvas in place relative to what lies left of and above it', () => {
    expect(fit({ width: 100, height: 100 }, { left: -10, top: 0, width: 40, height: 20 }, 0)).toEqual({
      factor: 2,
      x: 30,
      y: 30,
    })
  })
})

describe('zooming', () => {
  it('goes through whole factors, and every step changes the factor', () => {
    expect(nextFactor(1, 1)).toBe(2)
    expect(nextFactor(16, 1)).toBe(20)
    expect(nextFactor(16, -1)).toBe(13)
    expect(nextFactor(2, -1)).toBe(1)
    expect(nextFactor(1, -1)).toBeLessThan(1)
    expect(nextFactor(MAX_FACTOR, 1)).toBe(MAX_FACTOR)
  })

  it('keeps what is under the pointer in place', () => {
    const view = { factor: 10, x: 50, y: 20 }
    const zoomed = zoomAt(view, 20, 150, 120)
    expect(pixelAt(zoomed, 150, 120)).toEqual(pixelAt(view, 150, 120))
    expect(zoomed).toEqual({ factor: 20, x: -50, y: -80 })
  })

  it('finds the point of the canvas under the pointer, from the centre of its first pixel', () => {
    const view = centred(room, canvas, 10)
    expect(pointAt(view, view.x + 5, view.y + 20)).toEqual([0, 1.5])
  })

  it('finds the canvas pixel under the pointer', () => {
    const view = centred(room, canvas, 10)
    expect(pixelAt(view, view.x, view.y)).toEqual([0, 0])
    expect(pixelAt(view, view.x - 1, view.y + 279)).toEqual([-1, 27])
    expect(pixelAt(pan(view, 10, 0), view.x + 10, view.y)).toEqual([0, 0])
  })
})
