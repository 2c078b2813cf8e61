import { describe, expect, it } from 'vitest'
import type { PartView } from '../../main/contract/parseFile.ts'
import { apply, compose, invert, outlineOf, placementOf, placementOnImage } from './placement.ts'

/** A part of which only the place counts. Patches are 5 px here: their corner pixels are 4 px apart. */
const partWith = (corners: PartView['corners']) => ({ corners }) as PartView

/** Half as large, turned by a quarter clockwise, its first pixel at (10, 2). */
const turned = partWith([
  [10, 2],
  [10, 4],
  [8, 4],
  [8, 2],
])
/** Three quarters as large, its first pixel at (1, 1). */
const inner = partWith([
  [1, 1],
  [4, 1],
  [4, 4],
  [1, 4],
])

describe('placementOf', () => {
  it('takes the corners of the patch to the corners of the part', () => {
    const placement = placementOf(turned, 5)
    expect(apply(placement, [0, 0])).toEqual([10, 2])
    expect(apply(placement, [4, 0])).toEqual([10, 4])
    expect(apply(placement, [4, 4])).toEqual([8, 4])
    expect(apply(placement, [2, 2])).toEqual([9, 3])
  })
})

describe('compose', () => {
  it('places a sub-part through the placement of its part, as solved by hand', () => {
    // (4, 0) of the sub-part is (4, 1) of the part, and that is 4 * (0, 0.5) + 1 * (-0.5, 0) from (10, 2).
    expect(apply(placementOnImage([turned, inner], 5), [4, 0])).toEqual([9.5, 4])
    expect(apply(compose(placementOf(turned, 5), placementOf(inner, 5)), [4, 0])).toEqual([9.5, 4])
  })
})

describe('invert', () => {
  it('maps a point back to where it came from', () => {
    const placement = { a: 0.3, b: -0.2, c: 0.4, d: 0.5, e: 7, f: -3 }
    const [x, y] = apply(invert(placement), apply(placement, [3, 11]))
    expect(x).toBeCloseTo(3)
    expect(y).toBeCloseTo(11)
  })
})

describe('outlineOf', () => {
  it('surrounds the whole corner pixels of the patch', () => {
    const whole = partWith([
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
    ])
    expect(outlineOf([whole], 5)).toEqual([
      [-0.5, -0.5],
      [4.5, -0.5],
      [4.5, 4.5],
      [-0.5, 4.5],
    ])
  })
})
