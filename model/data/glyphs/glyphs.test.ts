import { describe, expect, it } from 'vitest'
import { RnpError } from '../../errors.ts'
import { CHARACTERS } from './alphabet.ts'
import { type GlyphsOptions, glyphs } from './glyphs.ts'

const SIDE = 28
const AREA = SIDE * SIDE
const some: GlyphsOptions = { count: 200, seed: 5, side: SIDE, split: 'train' }

/** The distinct values of a picture above 0, ascending. */
function indicesIn(values: Uint8Array, picture: number, area = AREA): number[] {
  const found = new Set(values.subarray(picture * area, (picture + 1) * area))
  return [...found].filter((value) => value > 0).sort((a, b) => a - b)
}

/** Whether two arrays hold the same bytes (toEqual takes a second on arrays this long). */
function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

describe('glyphs', () => {
  const set = glyphs(some)
  const { parts, subParts } = set.truth!

  it('gives the same bytes for the same options', () => {
    const again = glyphs(some)
    expect(same(again.pixels, set.pixels)).toBe(true)
    expect(again.labels).toEqual(set.labels)
    expect(same(again.truth!.parts, parts)).toBe(true)
    expect(same(again.truth!.subParts, subParts)).toBe(true)
  })

  it('begins a larger set with the pictures of a smaller one', () => {
    const larger = glyphs({ ...some, count: 250 })
    expect(same(larger.pixels.subarray(0, set.pixels.length), set.pixels)).toBe(true)
  })

  it('has no picture in common between train and test, nor between seeds', () => {
    const seen = new Set<string>()
    const sets = [set, glyphs({ ...some, split: 'test' }), glyphs({ ...some, seed: 6 })]
    for (const { pixels } of sets) {
      for (let i = 0; i < some.count; i++) {
        seen.add(Buffer.from(pixels.subarray(i * AREA, (i + 1) * AREA)).toString('latin1'))
      }
    }
    expect(seen.size).toBe(3 * some.count)
  })

  it('names a true part and a true stroke for every pixel of ink and for no other', () => {
    const wrong = set.pixels.findIndex((ink, i) => ink > 0 !== parts[i] > 0 || ink > 0 !== subParts[i] > 0)
    expect(wrong).toBe(-1)
  })

  it('writes two to four parts, counted from one without a gap', () => {
    const counts = new Set<number>()
    for (let i = 0; i < set.count; i++) {
      const found = indicesIn(parts, i)
      expect(found).toEqual(found.map((_, index) => index + 1))
      counts.add(found.length)
    }
    expect([...counts].sort()).toEqual([2, 3, 4])
  })

  it('gives every part one to four strokes, counted through the picture without a gap', () => {
    for (let i = 0; i < set.count; i++) {
      const partOf = new Map<number, number>()
      for (let pixel = i * AREA; pixel < (i + 1) * AREA; pixel++) {
        if (subParts[pixel] === 0) continue
        const part = partOf.get(subParts[pixel]) ?? parts[pixel]
        if (part !== parts[pixel]) expect.unreachable(`stroke ${subParts[pixel]} is in two parts`)
        partOf.set(subParts[pixel], part)
      }
      expect(indicesIn(subParts, i)).toEqual(Array.from(partOf, (_, index) => index + 1))
      for (const part of indicesIn(parts, i)) {
        const strokes = [...partOf.values()].filter((owner) => owner === part).length
        expect(strokes).toBeGreaterThanOrEqual(1)
        expect(strokes).toBeLessThanOrEqual(4)
      }
    }
  })

  it('keeps a margin of a pixel free of ink', () => {
    const inMargin = set.pixels.some((ink, i) => {
      const x = i % SIDE
      const y = Math.floor(i / SIDE) % SIDE
      return ink > 0 && (x === 0 || y === 0 || x === SIDE - 1 || y === SIDE - 1)
    })
    expect(inMargin).toBe(false)
  })

  it('keeps parts apart: few pixels of ink touch another part', () => {
    let ink = 0
    let touching = 0
    for (let i = 0; i < parts.length - SIDE; i++) {
      if (parts[i] === 0) continue
      ink++
      const differs = (other: number) => other > 0 && other !== parts[i]
      if (differs(parts[i + 1]) || differs(parts[i + SIDE])) touching++
    }
    expect(touching / ink).toBeLessThan(0.02)
  })

  it('draws classes alike: a picture is nearer to the mean of its own class than to nearly all others', () => {
    const means = Array.from({ length: CHARACTERS }, (_, label) => {
      const { pixels } = glyphs({ ...some, count: 20, classes: [label] })
      return Float64Array.from({ length: AREA }, (_, i) => {
        let sum = 0
        for (let picture = 0; picture < 20; picture++) sum += pixels[picture * AREA + i]
        return sum / 20
      })
    })
    const test = glyphs({ ...some, split: 'test' })
    let right = 0
    for (let i = 0; i < test.count; i++) {
      const picture = test.pixels.subarray(i * AREA, (i + 1) * AREA)
      const distances = means.map((mean) =>
        mean.reduce((sum, value, p) => sum + (value - picture[p]) ** 2, 0),
      )
      if (distances.indexOf(Math.min(...distances)) === test.labels![i]) right++
    }
    expect(right / test.count).toBeGreaterThan(0.9)
  })

  it('draws only the given classes', () => {
    const { labels, labelNames } = glyphs({ ...some, classes: [3, 39] })
    expect([...new Set(labels)].sort()).toEqual([3, 39])
    expect(labelNames).toHaveLength(CHARACTERS)
  })

  it('scales with the side', () => {
    const large = glyphs({ ...some, count: 50, side: 56 })
    const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(large.pixels).toHaveLength(50 * 56 * 56)
    expect(mean(large.pixels) / mean(set.pixels.subarray(0, 50 * AREA))).toBeCloseTo(1, 1)
    expect(indicesIn(large.truth!.parts, 0, 56 * 56)).toEqual(indicesIn(parts, 0))
  })

  it('refuses a class that does not exist', () => {
    expect(() => glyphs({ ...some, classes: [40] })).toThrow(RnpError)
    expect(() => glyphs({ ...some, classes: [40] })).toThrow('no class 40; it has 0 to 39')
    expect(() => glyphs({ ...some, classes: [] })).toThrow('no class in an empty list')
  })
})
