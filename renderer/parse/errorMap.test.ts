import { describe, expect, it } from 'vitest'
import { errorColour, errorPixels, FULL_ERROR, MISSING, SURPLUS } from './errorMap.ts'

const lightness = ([red, green, blue]: readonly number[]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue

describe('the error map', () => {
  it('is black where both agree', () => {
    expect(errorColour(0)).toEqual([0, 0, 0, 255])
  })

  it('shows missing and surplus ink in different colours, at full strength from FULL_ERROR on', () => {
    expect(errorColour(FULL_ERROR)).toEqual([...MISSING, 255])
    expect(errorColour(1)).toEqual([...MISSING, 255])
    expect(errorColour(-FULL_ERROR)).toEqual([...SURPLUS, 255])
    expect(errorColour(FULL_ERROR / 2)).toEqual([...MISSING.map((value) => Math.round(value / 2)), 255])
  })

  it('takes the picture minus the reconstruction, pixel by pixel', () => {
    expect([...errorPixels(Float32Array.of(1, 0), Float32Array.of(0, 1))]).toEqual([
      ...MISSING,
      255,
      ...SURPLUS,
      255,
    ])
  })

  it('can be read by lightness alone', () => {
    expect(lightness(MISSING)).toBeGreaterThan(2.5 * lightness(SURPLUS))
  })
})
