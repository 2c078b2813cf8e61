import { describe, expect, it } from 'vitest'
import { Random } from './random.ts'

const SAMPLES = 20_000
/** Four standard errors: a correct generator exceeds them for one seed in 16,000. */
const SIGMAS = 4

/** Some numbers of every kind that a stream can generate. */
const mixed = (random: Random) => [
  random.uniform(),
  random.integer(0, 1000),
  ...random.normals(3),
  ...random.permutation(5),
]

describe('Random', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    expect(mixed(new Random(7))).toEqual(mixed(new Random(7)))
    expect(mixed(new Random(7))).not.toEqual(mixed(new Random(8)))
  })

  it.each([0, 1, 5])('continues exactly where its state was saved, after %i rounds', (rounds) => {
    const random = new Random(3)
    for (let i = 0; i < rounds; i++) mixed(random)
    const resumed = new Random(JSON.parse(JSON.stringify(random.save())))
    expect(mixed(resumed)).toEqual(mixed(random))
    expect(resumed.save()).toEqual(random.save())
  })

  it('keeps a saved state as it was while the stream continues', () => {
    const random = new Random(3)
    const saved = random.save()
    const next = mixed(random)
    expect(mixed(new Random(saved))).toEqual(next)
  })

  it('gives uniform numbers in [from, to) with the mean and variance of that range', () => {
    const random = new Random(11)
    const values = Array.from({ length: SAMPLES }, () => random.uniform(-1, 3))
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1)
    expect(Math.max(...values)).toBeLessThan(3)
    const { mean, variance } = momentsOf(values)
    // A uniform number's variance is width^2 / 12, its fourth central moment width^4 / 80.
    expect(Math.abs(mean - 1)).toBeLessThan(SIGMAS * Math.sqrt(16 / 12 / SAMPLES))
    expect(Math.abs(variance - 16 / 12)).toBeLessThan(SIGMAS * Math.sqrt((256 / 80 - 256 / 144) / SAMPLES))
  })

  it('gives normal numbers of mean 0 and variance 1, independent of their neighbours', () => {
    const values = [...new Random(11).normals(SAMPLES)]
    const { mean, variance } = momentsOf(values)
    const standardError = 1 / Math.sqrt(SAMPLES)
    expect(Math.abs(mean)).toBeLessThan(SIGMAS * standardError)
    expect(Math.abs(variance - 1)).toBeLessThan(SIGMAS * Math.SQRT2 * standardError)
    const neighbours = momentsOf(values.slice(1).map((value, i) => value * values[i]))
    expect(Math.abs(neighbours.mean)).toBeLessThan(SIGMAS * standardError)
    // 4.55 % lie beyond two deviations.
    const beyond = values.filter((value) => Math.abs(value) > 2).length / SAMPLES
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(SIGMAS * Math.sqrt(0.0455 * 0.9545) * standardError)
  })

  it('gives integers that cover both ends and all between about equally often', () => {
    const random = new Random(2)
    const counts = new Map<number, number>()
    for (let i = 0; i < SAMPLES; i++) {
      const value = random.integer(-2, 2)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2])
    for (const found of counts.values()) {
      expect(Math.abs(found - SAMPLES / 5)).toBeLessThan(SIGMAS * Math.sqrt(SAMPLES * 0.2 * 0.8))
    }
    expect(random.integer(4, 4)).toBe(4)
  })

  it('gives permutations: every number once, in an order that changes', () => {
    const random = new Random(2)
    const first = random.permutation(100)
    expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(random.permutation(100)).not.toEqual(first)
    expect([...random.permutation(1)]).toEqual([0])
    expect([...random.permutation(0)]).toEqual([])
  })

  it('gives each of the six orders of three about equally often', () => {
    const random = new Random(4)
    const counts = new Map<string, number>()
    for (let i = 0; i < SAMPLES; i++) {
      const order = random.permutation(3).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const found of counts.values()) {
      expect(Math.abs(found - SAMPLES / 6)).toBeLessThan(SIGMAS * Math.sqrt((SAMPLES * 5) / 36))
    }
  })
})

function momentsOf(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length }
}
