import { describe, expect, it } from 'vitest'
import { type Colour, partColour } from './partColours.ts'

/** Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009). */
const SEEN = {
  'full colour vision': [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

/** sRGB as an eye sees it: linear light times the eye's matrix, in Oklab (Ottosson 2020), in hundredths. */
function seen(colour: Colour, eye: readonly number[]): number[] {
  const linear = colour.map((value) => ((value / 255 + 0.055) / 1.055) ** 2.4)
  const [r, g, b] = [0, 3, 6].map((row) =>
    Math.max(0, eye[row] * linear[0] + eye[row + 1] * linear[1] + eye[row + 2] * linear[2]),
  )
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    100 * (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s),
    100 * (1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s),
    100 * (0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s),
  ]
}

describe('partColour', () => {
  it('begins blue, red, green, orange, as the figures of the paper', () => {
    const strongest = [0, 1, 2].map((index) => partColour(index).indexOf(Math.max(...partColour(index))))
    expect(strongest).toEqual([2, 0, 1])
    const [red, green, blue] = partColour(3)
    expect(red > green && green > blue).toBe(true)
  })

  it('begins again after the eighth', () => {
    expect(partColour(8)).toEqual(partColour(0))
  })

  it.each(Object.entries(SEEN))('keeps every two of the first eight apart with %s', (_, eye) => {
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [seen(partColour(i), eye), seen(partColour(j), eye)]
        expect(Math.hypot(...a.map((value, k) => value - b[k])), `${i} and ${j}`).toBeGreaterThan(8)
      }
    }
  })
})
