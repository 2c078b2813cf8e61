import { describe, expect, it } from 'vitest'
import { MAX_COMPARED, stylesOf } from './lineStyle.ts'

describe('stylesOf', () => {
  it('draws the selected run first and strongest, whether or not it is ticked', () => {
    const styles = stylesOf(7, [3, 7, 5])
    expect([...styles.keys()]).toEqual([7, 3, 5])
    const widths = [...styles.values()].map(({ width }) => width)
    expect(Math.max(...widths)).toBe(styles.get(7)?.width)
  })

  it('gives every run a line of its own', () => {
    const styles = stylesOf(1, [2, 3, 4, 5, 6])
    expect(new Set([...styles.values()].map((style) => JSON.stringify(style))).size).toBe(MAX_COMPARED)
  })

  it('draws no more runs than can be told apart', () => {
    expect(stylesOf(1, [2, 3, 4, 5, 6, 7, 8]).size).toBe(MAX_COMPARED)
    expect(stylesOf(undefined, []).size).toBe(0)
  })
})
