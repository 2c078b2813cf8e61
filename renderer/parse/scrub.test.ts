import { describe, expect, it } from 'vitest'
import { glyphParse } from './glyph.testing.ts'
import { glimpseAt, glimpsesOf, inkAfter, partStep, stepOf } from './scrub.ts'

const view = glyphParse()

/** Two parts below the one at `path`, alike. */
const nested = (path: readonly number[]) =>
  [0, 1].map((i) => ({ ...view.parts[0].parts[0], path: [...path, i] }))

const total = (step: number) =>
  inkAfter(view, step).reduce((sum, { ink }) => sum.map((value, i) => value + ink[i]), new Float32Array(784))

describe('the order of the glimpses', () => {
  it('runs the lowest glimpses part after part', () => {
    const order = glimpsesOf(view.parts).map(({ path }) => path.join('.'))
    expect(order).toHaveLength(16)
    expect(order.slice(0, 6)).toEqual(['0.0', '0.1', '0.2', '0.3', '1.0', '1.1'])
  })

  it('has nothing at step 0, and each step shows the glimpse it has run', () => {
    expect(glimpseAt(view, 0)).toBeUndefined()
    expect(glimpseAt(view, 1)?.path).toEqual([0, 0])
    expect(glimpseAt(view, 16)?.path).toEqual([3, 3])
  })

  it('knows after which step a part is complete', () => {
    expect(stepOf(view, [0, 0])).toBe(1)
    expect(stepOf(view, [1])).toBe(8)
    expect(stepOf(view, [])).toBe(16)
  })

  it('goes from part to part', () => {
    expect(partStep(view, 0, 1)).toBe(4)
    expect(partStep(view, 5, 1)).toBe(8)
    expect(partStep(view, 16, 1)).toBe(16)
    expect(partStep(view, 5, -1)).toBe(4)
    expect(partStep(view, 4, -1)).toBe(0)
    expect(partStep(view, 0, -1)).toBe(0)
  })
})

describe('programs of other depths', () => {
  it('runs the parts themselves where they have no sub-parts', () => {
    const flat = { ...view, parts: view.parts.map((part) => ({ ...part, parts: [] })) }
    expect(glimpsesOf(flat.parts).map(({ path }) => path)).toEqual([[0], [1], [2], [3]])
    expect(partStep(flat, 1, 1)).toBe(2)
    expect(inkAfter(flat, 2).map(({ ink }) => ink)).toEqual([view.parts[0].placed, view.parts[1].placed])
  })

  it('counts a part as complete after the last glimpse of its deepest parts', () => {
    const [part] = view.parts
    const deep = {
      ...view,
      parts: [{ ...part, parts: part.parts.map((sub) => ({ ...sub, parts: nested(sub.path) })) }],
    }
    expect(glimpsesOf(deep.parts)).toHaveLength(8)
    expect(stepOf(deep, [0, 1])).toBe(4)
    expect(stepOf(deep, [0])).toBe(8)
  })
})

describe('inkAfter', () => {
  it('begins with a blank canvas and ends with the reconstruction', () => {
    expect(inkAfter(view, 0)).toEqual([])
    const all = total(16)
    for (const [i, value] of view.canvas.entries()) expect(all[i]).toBeCloseTo(value, 2)
  })

  it('draws a part piece by piece, and only those that have begun', () => {
    expect(inkAfter(view, 5).map(({ path }) => path)).toEqual([[0], [1]])
    expect(inkAfter(view, 4)[0].ink).toEqual(view.parts[0].placed)
  })

  it('only ever adds ink', () => {
    for (let step = 1; step <= 16; step++) {
      const [before, after] = [total(step - 1), total(step)]
      expect(Math.min(...after.map((value, i) => value - before[i]))).toBeGreaterThan(-0.01)
    }
  })
})
