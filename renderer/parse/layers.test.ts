import { describe, expect, it } from 'vitest'
import { partColour } from '../ui/partColours.ts'
import { partPixels } from './layers.ts'

const one = Float32Array.of(1, 0, 0.5, 0)
const two = Float32Array.of(1, 1, 0, 0)
const layers = [
  { path: [0], ink: one },
  { path: [1], ink: two },
]
const pixel = (pixels: Uint8ClampedArray, i: number) => [...pixels.subarray(4 * i, 4 * i + 4)]

describe('partPixels', () => {
  it('adds the colours of the parts and clips them', () => {
    const pixels = partPixels(2, layers)
    const [blue, red] = [partColour(0), partColour(1)]
    expect(pixel(pixels, 0)).toEqual([...blue.map((value, i) => Math.min(255, value + red[i])), 255])
    expect(pixel(pixels, 1)).toEqual([...red, 255])
    expect(pixel(pixels, 2)).toEqual([...blue.map((value) => Math.round(value / 2)), 255])
    expect(pixel(pixels, 3)).toEqual([0, 0, 0, 255])
  })

  it('lets the others step back while one is looked at', () => {
    const pixels = partPixels(2, layers, [0])
    expect(pixel(pixels, 2)).toEqual(pixel(partPixels(2, layers), 2))
    expect(pixel(pixels, 1)[0]).toBeLessThan(pixel(partPixels(2, layers), 1)[0] / 2)
  })

  it('keeps a part lit while one of its sub-parts is looked at', () => {
    expect(pixel(partPixels(2, layers, [1, 3]), 1)).toEqual([...partColour(1), 255])
  })
})
