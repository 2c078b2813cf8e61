import { describe, expect, it } from 'vitest'
import { mappingSteps, originalExtent, wholeExtent } from './mapping.ts'

/** A photo of 640 x 400 px on a canvas of 28 px: it fills the width. */
const photo = { width: 640, height: 400, scale: 28 / 640, left: 0, top: 5.25, inverted: true, grey: true }

describe('the mapping to the canvas', () => {
  it('places the original on the canvas', () => {
    expect(originalExtent(photo)).toEqual({ left: 0, top: 5.25, width: 28, height: 17.5 })
  })

  it('has an extent that contains the canvas and the whole original', () => {
    expect(wholeExtent(28, photo)).toEqual({ left: 0, top: 0, width: 28, height: 28 })
    const cut = { ...photo, scale: 1, left: -300, top: 3, inverted: false }
    expect(wholeExtent(28, cut)).toEqual({ left: -300, top: 0, width: 640, height: 403 })
  })

  it('lists every step that was taken, and no other', () => {
    expect(mappingSteps(28, photo)).toEqual([
      '640 × 400 px',
      'colour to grey',
      'inverted',
      'scaled to 4.4 %: 28 × 17.5 px',
      '0 px from the left, 5.3 px from the top of 28 × 28',
    ])
    const digit = { width: 28, height: 28, scale: 1, left: 0, top: 0, inverted: false, grey: false }
    expect(mappingSteps(28, digit)).toEqual(['28 × 28 px', 'fills the canvas pixel by pixel'])
  })
})
