import { describe, expect, it } from 'vitest'
import { pathOf } from './stroke.ts'

describe('pathOf', () => {
  it('leads a line straight from end to end', () => {
    const path = pathOf({ kind: 'line', from: [0, -1], to: [1, 1], bend: 0.4 })
    expect(path).toEqual([
      [0, -1],
      [1, 1],
    ])
  })

  it('bows an arc to the side of its bend by that share of the chord', () => {
    const path = pathOf({ kind: 'arc', from: [-1, 0], to: [1, 0], bend: 0.4 })
    expect(path.at(0)).toEqual([-1, 0])
    expect(path.at(-1)![0]).toBeCloseTo(1)
    expect(path.at(-1)![1]).toBeCloseTo(0)
    expect(path[4][0]).toBeCloseTo(0)
    expect(path[4][1]).toBeCloseTo(0.8)
  })

  it('ends a hook in a half circle that comes back beside its stem', () => {
    const path = pathOf({ kind: 'hook', from: [0, -1], to: [0, 1], bend: -0.25 })
    expect(path.slice(0, 2)).toEqual([
      [0, -1],
      [0, 1],
    ])
    const [x, y] = path.at(-1)!
    expect(x).toBeCloseTo(1)
    expect(y).toBeCloseTo(1)
    expect(Math.max(...path.map((point) => point[1]))).toBeCloseTo(1.5)
  })
})
