import { describe, expect, it } from 'vitest'
import { actionOf, cornersOf, frameOf } from './frame.ts'

const SIDE = 29

describe('frameOf', () => {
  it('reads the neutral action as a centred part shrunk by the offset', () => {
    const frame = frameOf([0, 0, 0, 0, 0, 0], 4, SIDE)
    expect(frame.scaleX).toBeCloseTo(0.25)
    expect(frame.scaleY).toBeCloseTo(0.25)
    expect(frame.rotation).toBeCloseTo(0)
    expect(frame.shear).toBeCloseTo(0)
    expect(frame.translateX).toBeCloseTo(0)
    expect(frame.translateY).toBeCloseTo(0)
  })

  it('moves a part to the right and down when t is negative', () => {
    const frame = frameOf([0, 0, -1, 0, 0, -0.5], 4, SIDE)
    expect(frame.translateX).toBeCloseTo(14 / 4)
    expect(frame.translateY).toBeCloseTo(14 / 8)
  })

  it('counts a counter-clockwise turn as positive', () => {
    // The patch's right edge points up on the canvas: u = [[0, 1], [-1, 0]] p, so M = [[0, -1], [1, 0]].
    expect(frameOf([-1, -1, 0, 1, -1, 0], 1, SIDE).rotation).toBeCloseTo(90)
  })

  it('gives a mirrored part a negative height', () => {
    expect(frameOf([0, 0, 0, 0, -1.5, 0], 1, SIDE).scaleY).toBeCloseTo(-2)
  })
})

describe('actionOf', () => {
  it('returns the action that a frame was computed from', () => {
    const action = [0.3, -0.7, 0.9, 0.5, -0.2, -0.4]
    const back = actionOf(frameOf(action, 3.3, 28), 3.3, 28)
    for (const [i, value] of action.entries()) expect(back[i]).toBeCloseTo(value, 5)
  })

  it('gives an action with the given frame', () => {
    const frame = { scaleX: 0.4, scaleY: 0.25, rotation: -35, shear: 0.3, translateX: 4.5, translateY: -7 }
    const back = frameOf(actionOf(frame, 3.3, 28), 3.3, 28)
    for (const [name, value] of Object.entries(frame)) {
      expect(back[name as keyof typeof frame]).toBeCloseTo(value, 4)
    }
  })
})

describe('cornersOf', () => {
  it('puts the corners of an unscaled part on the corner pixels of the canvas', () => {
    expect(cornersOf([0, 0, 0, 0, 0, 0], 1, SIDE)).toEqual([
      [0, 0],
      [28, 0],
      [28, 28],
      [0, 28],
    ])
  })

  it('agrees with where the sampler reads the corners of the patch', () => {
    const action = [0.3, -0.7, 0.9, 0.5, -0.2, -0.4]
    const [, topRight] = cornersOf(action, 3.3, 28)
    const [u, v] = topRight.map((pixel) => pixel / 13.5 - 1)
    expect((action[0] + 3.3) * u + action[1] * v + action[2]).toBeCloseTo(1)
    expect(action[3] * u + (action[4] + 3.3) * v + action[5]).toBeCloseTo(-1)
  })
})
