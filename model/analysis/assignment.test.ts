import { describe, expect, it } from 'vitest'
import { Random } from '../random.ts'
import { assign } from './assignment.ts'

describe('assign', () => {
  it('gives up the best pair where the total gains by it', () => {
    expect(
      assign([
        [5, 4],
        [4, 0],
      ]),
    ).toEqual([1, 0])
  })

  it('leaves columns over when there are more of them', () => {
    expect(assign([[0.1, 0.9, 0.3]])).toEqual([1])
  })

  it('leaves the least useful rows over when there are more of them', () => {
    expect(assign([[0.2], [0.7], [0.1]])).toEqual([-1, 0, -1])
  })

  it('assigns nothing when there is nothing', () => {
    expect(assign([])).toEqual([])
  })

  it('finds as great a total as trying every order does', () => {
    const random = new Random(4)
    for (let trial = 0; trial < 50; trial++) {
      const gains = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => random.uniform()))
      const total = assign(gains).reduce((sum, column, row) => sum + gains[row][column], 0)
      expect(total).toBeCloseTo(bestTotal(gains, []), 12)
    }
  })
})

function bestTotal(gains: readonly (readonly number[])[], taken: readonly number[]): number {
  const row = taken.length
  if (row === gains.length) return 0
  const totals = gains[row].map((gain, column) =>
    taken.includes(column) ? Number.NEGATIVE_INFINITY : gain + bestTotal(gains, [...taken, column]),
  )
  return Math.max(...totals)
}
