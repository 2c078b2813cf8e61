import { describe, expect, it } from 'vitest'
import { partColour } from '../ui/partColours.ts'
import { FULL_ERROR, MISSING } from './errorMap.ts'
import { glyphParse } from './glyph.testing.ts'
import { inkOnImage } from './inkOnImage.ts'
import { layerPixels, partPixels } from './layers.ts'

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

  it('dims the others while one is lit', () => {
    const pixels = partPixels(2, layers, layers[0])
    expect(pixel(pixels, 2)).toEqual(pixel(partPixels(2, layers), 2))
    expect(pixel(pixels, 1)[0]).toBeLessThan(pixel(partPixels(2, layers), 1)[0] / 2)
  })

  it('lights a sub-part in the colour of its part, and dims the rest of that part', () => {
    const sub = { path: [1, 3], ink: Float32Array.of(0, 1, 0, 0) }
    const pixels = partPixels(2, layers, sub)
    expect(pixel(pixels, 1)).toEqual([...partColour(1), 255])
    expect(pixel(pixels, 0)[0]).toBeLessThan(pixel(partPixels(2, layers), 0)[0] / 2)
  })
})

describe('layerPixels', () => {
  const view = glyphParse()
  const brightest = (pixels: Uint8ClampedArray) =>
    pixels.reduce((most, value, i) => (i % 4 < 3 ? Math.max(most, value) : most), 0)

  it('shows a blank canvas before the first glimpse, and the reconstruction after the last', () => {
    for (const layer of ['reconstruction', 'parts', 'subparts'] as const) {
      expect(brightest(layerPixels(view, layer, 0))).toBe(0)
      expect(brightest(layerPixels(view, layer, 16))).toBeGreaterThan(100)
    }
    const grey = layerPixels(view, 'reconstruction', 16)
    const pixel = view.canvas.findIndex((ink) => ink > 0.4 && ink < 0.6)
    expect(Math.abs(grey[4 * pixel] - 255 * view.canvas[pixel])).toBeLessThan(1)
  })

  it('colours sub-parts by their own order', () => {
    const first = layerPixels(view, 'subparts', 2)
    expect(first).toEqual(
      partPixels(view.side, [
        { path: [0, 0], ink: inkOnImage(view, [0, 0]) },
        { path: [0, 1], ink: inkOnImage(view, [0, 1]) },
      ]),
    )
  })

  it('counts all ink as missing before the first glimpse', () => {
    const error = layerPixels(view, 'error', 0)
    const full = view.image.findIndex((ink) => ink >= FULL_ERROR)
    expect([...error.subarray(4 * full, 4 * full + 3)]).toEqual([...MISSING])
  })
})
