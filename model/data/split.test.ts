import { describe, expect, it } from 'vitest'
import type { ImageSet } from './imageSet.ts'
import { leaveOut, splitByFraction, subset } from './split.ts'

const set: ImageSet = {
  name: 'four',
  count: 4,
  side: 1,
  pixels: Uint8Array.from([10, 11, 12, 13]),
  labels: Int32Array.from([0, 1, 0, 2]),
  labelNames: ['a', 'b', 'c'],
  sources: ['w', 'x', 'y', 'z'],
  truth: { parts: Uint8Array.from([1, 2, 3, 4]), subParts: Uint8Array.from([5, 6, 7, 8]) },
  skipped: [],
  notes: [],
}

describe('subset', () => {
  it('keeps pictures, labels, sources and truth together, in the given order', () => {
    expect(subset(set, [3, 1])).toEqual({
      ...set,
      count: 2,
      pixels: Uint8Array.from([13, 11]),
      labels: Int32Array.from([2, 1]),
      sources: ['z', 'x'],
      truth: { parts: Uint8Array.from([4, 2]), subParts: Uint8Array.from([8, 6]) },
    })
  })
})

describe('splitByFraction', () => {
  it('puts every picture on exactly one side, the given share in test', () => {
    const { train, test } = splitByFraction(50, 0.2, 1)
    expect(test).toHaveLength(10)
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(test).toEqual(test.toSorted())
  })

  it('depends on the seed alone', () => {
    expect(splitByFraction(50, 0.2, 1)).toEqual(splitByFraction(50, 0.2, 1))
    expect(splitByFraction(50, 0.2, 1)).not.toEqual(splitByFraction(50, 0.2, 2))
  })

  it('refuses a fraction that is out of range', () => {
    expect(() => splitByFraction(50, 1.5, 1)).toThrow('The test fraction is 1.5.')
    expect(() => splitByFraction(50, Number.NaN, 1)).toThrow('NaN')
  })
})

describe('leaveOut', () => {
  it('divides by class and keeps the meaning of labels', () => {
    const { kept, heldOut } = leaveOut(set, ['a'])
    expect([...kept.pixels]).toEqual([11, 13])
    expect([...heldOut.pixels]).toEqual([10, 12])
    expect(kept.labelNames).toEqual(set.labelNames)
    expect([...kept.labels!]).toEqual([1, 2])
  })

  it('names a label that is not there, and a set without any', () => {
    expect(() => leaveOut(set, ['a', 'q'])).toThrow('four has no label q.')
    expect(() => leaveOut({ ...set, labels: undefined }, ['a'])).toThrow('four has no labels')
  })
})
