import { describe, expect, it } from 'vitest'
import type { Figures } from '../../main/contract/runs.ts'
import { metrics } from './metrics.ts'
import { decimate, seriesOf, smooth, valueAt } from './series.ts'

const figures = (step: number, fields: Partial<Figures> = {}): Figures => ({
  step,
  loss: 10 / (step + 1),
  rec: 0.1,
  part: 0.2,
  kl: 3,
  gradNorm: 1,
  learningRate: 1e-3,
  ...fields,
})
const metric = (id: string) => metrics.find((one) => one.id === id)!

describe('seriesOf', () => {
  it('takes the steps at which the metric was measured', () => {
    const measured = { mse: 0.02, partMse: 0.03, kl: 4 }
    const all = [figures(10), figures(20, { heldOut: measured }), figures(30)]
    expect(seriesOf(all, metric('heldOut'))).toEqual({ x: [20], y: [0.02] })
    expect(seriesOf(all, metric('rec')).x).toEqual([10, 20, 30])
  })

  it('leaves out values that are not finite', () => {
    const all = [figures(10), figures(20, { loss: Number.NaN }), figures(30)]
    expect(seriesOf(all, metric('loss')).x).toEqual([10, 30])
  })
})

describe('smooth', () => {
  const x = Array.from({ length: 200 }, (_, i) => i)

  it('leaves what is constant as it is, from the first point to the last', () => {
    const y = smooth({ x, y: x.map(() => 5) }).y
    for (const value of y) expect(value).toBeCloseTo(5, 12)
  })

  it('calms noise', () => {
    const calm = smooth({ x, y: x.map((i) => (i % 2 === 0 ? 0 : 2)) }).y.slice(20, -20)
    for (const value of calm) expect(value).toBeCloseTo(1, 2)
  })

  it('leaves a curve of a few points as it was measured', () => {
    const few = { x: [1, 2, 3, 4, 5], y: [5, 9, 2, 4, 1] }
    expect(smooth(few)).toEqual(few)
  })

  it('does not lag behind what falls', () => {
    const y = smooth({ x, y: x.map((i) => 300 - i) }).y
    expect(y[100]).toBeCloseTo(200, 9)
  })
})

describe('decimate', () => {
  const x = Array.from({ length: 50_000 }, (_, i) => i)
  const long = { x, y: x.map((i) => (i === 31_337 ? 99 : Math.sin(i / 500))) }

  it('keeps four points a column at most, in order, and with them every spike, the first and the last', () => {
    const seen = decimate(long, [0, 49_999], 400)
    expect(seen.x.length).toBeLessThanOrEqual(4 * 402)
    expect(seen.y).toContain(99)
    expect(seen.x[0]).toBe(0)
    expect(seen.x.at(-1)).toBe(49_999)
    expect(seen.x.every((step, i) => i === 0 || step > seen.x[i - 1])).toBe(true)
  })

  it('keeps the least and the greatest value of every column', () => {
    const seen = decimate(long, [0, 49_999], 100)
    const width = 49_999 / 100
    for (const column of [0, 17, 62, 99]) {
      const of = (series: { x: readonly number[]; y: readonly number[] }) =>
        series.y.filter((_, i) => Math.floor(series.x[i] / width) === column)
      expect(Math.min(...of(seen))).toBe(Math.min(...of(long)))
      expect(Math.max(...of(seen))).toBe(Math.max(...of(long)))
    }
  })

  it('keeps short curves whole, and of a zoomed one what is in sight and its neighbours', () => {
    const short = { x: [0, 10, 20, 30, 40], y: [1, 2, 3, 4, 5] }
    expect(decimate(short, [0, 40], 100)).toEqual(short)
    expect(decimate(short, [12, 28], 100)).toEqual({ x: [10, 20, 30, 40], y: [2, 3, 4, 5] })
  })

  it('keeps an empty curve empty', () => {
    expect(decimate({ x: [], y: [] }, [0, 1], 100)).toEqual({ x: [], y: [] })
  })
})

describe('valueAt', () => {
  it('is the last value measured at or before a step', () => {
    const series = { x: [10, 20], y: [1, 2] }
    expect(valueAt(series, 5)).toBeUndefined()
    expect(valueAt(series, 10)).toBe(1)
    expect(valueAt(series, 19)).toBe(1)
    expect(valueAt(series, 500)).toBe(2)
  })
})
