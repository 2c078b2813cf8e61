import { describe, expect, it } from 'vitest'
import { trace } from './ink.ts'
import type { Point } from './stroke.ts'

function draw(path: readonly Point[], penWidth: number, side: number): number[] {
  const ink = new Array<number>(side * side).fill(0)
  trace(path, penWidth, side, (pixel, coverage) => {
    ink[pixel] = coverage
  })
  return ink
}

describe('trace', () => {
  it('covers the pixels a line runs through and half of those its edge divides', () => {
    const ink = draw(
      [
        [-1, 2.5],
        [6, 2.5],
      ],
      2,
      5,
    )
    const row = (value: number) => [value, value, value, value, value]
    expect(ink).toEqual([row(0), row(0.5), row(1), row(0.5), row(0)].flat())
  })

  it('ends round: a path of one place is a dot', () => {
    const ink = draw(
      [
        [1.5, 1.5],
        [1.5, 1.5],
      ],
      1.4,
      3,
    )
    expect(ink[4]).toBe(1)
    expect(ink[1]).toBeCloseTo(0.2)
    expect(ink[0]).toBe(0)
  })

  it('draws nothing of a path that lies off the canvas', () => {
    const ink = draw(
      [
        [-9, -9],
        [-5, -9],
      ],
      2,
      4,
    )
    expect(ink.every((value) => value === 0)).toBe(true)
  })
})
