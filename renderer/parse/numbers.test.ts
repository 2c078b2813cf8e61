import { describe, expect, it } from 'vitest'
import { degrees, number, percent, pixels, programName, shearDegrees } from './numbers.ts'

describe('numbers as people read them', () => {
  it('writes scales in percent, small ones with a decimal place', () => {
    expect(percent(0.314)).toBe('31 %')
    expect(percent(0.0274)).toBe('2.7 %')
    expect(percent(-0.25)).toBe('−25 %')
    expect(percent(0.0996)).toBe('10 %')
  })

  it('writes angles in degrees and lengths in pixels, with a proper minus sign and no minus zero', () => {
    expect(degrees(-12.34)).toBe('−12.3°')
    expect(degrees(-0.04)).toBe('0.0°')
    expect(pixels(-4.5)).toBe('−4.5')
    expect(pixels(28)).toBe('28')
    expect(number(-0.1234)).toBe('−0.123')
  })

  it('names a program by its level', () => {
    expect(programName(2)).toBe('z²')
    expect(programName(10)).toBe('z¹⁰')
  })

  it('gives a shear as the angle by which it tilts', () => {
    expect(shearDegrees(1)).toBeCloseTo(45)
  })
})
