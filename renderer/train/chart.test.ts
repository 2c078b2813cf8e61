import { describe, expect, it } from 'vitest'
import { type ChartView, type Curve, fullRange, type Ink, layoutOf, tracesOf } from './chart.ts'
import { stylesOf } from './lineStyle.ts'
import { metrics } from './metrics.ts'

const ink: Ink = { text: 'grey', hair: 'line', font: 'sans', of: (token) => token }
const metric = (id: string) => metrics.find((one) => one.id === id)!
const steps = Array.from({ length: 100 }, (_, i) => 10 * (i + 1))
const curve = (name: string, id = 1): Curve => ({
  name,
  series: { x: steps, y: steps.map((step) => 1000 / step) },
  style: stylesOf(1, [2]).get(id)!,
})
const view = (fields: Partial<ChartView> = {}): ChartView => ({
  metric: metric('loss'),
  curves: [curve('a')],
  range: [0, 1000],
  log: true,
  smoothed: false,
  columns: 300,
  ...fields,
})

describe('tracesOf', () => {
  it('draws the measured values, also below a smoothed curve', () => {
    expect(tracesOf(view(), ink)).toHaveLength(1)
    expect(tracesOf(view({ smoothed: true }), ink)).toHaveLength(2)
  })

  it('draws one line to each of several runs, each of its own style', () => {
    const traces = tracesOf(view({ smoothed: true, curves: [curve('a'), curve('b', 2)] }), ink)
    expect(traces.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(traces[0]).not.toHaveProperty('line.dash', (traces[1] as { line: { dash: string } }).line.dash)
  })

  it('marks each value of a sparse metric, and smooths none', () => {
    const traces = tracesOf(view({ metric: metric('heldOut'), smoothed: true }), ink)
    expect(traces).toHaveLength(1)
    expect(traces[0]).toHaveProperty('mode', 'lines+markers')
  })
})

describe('layoutOf', () => {
  it('gives a logarithmic axis only to metrics above 0, with ticks for what is in sight', () => {
    expect(layoutOf(view(), ink).yaxis).toMatchObject({
      type: 'log',
      tickvals: [1, 3, 10, 30, 100],
      ticktext: ['1', '3', '10', '30', '100'],
    })
    expect(layoutOf(view({ range: [500, 1000] }), ink).yaxis).toMatchObject({
      tickvals: [1, 1.5, 2],
    })
    expect(layoutOf(view({ log: false }), ink).yaxis).toMatchObject({ type: 'linear' })
    expect(layoutOf(view({ metric: metric('kl') }), ink).yaxis).toMatchObject({ type: 'linear' })
  })
})

describe('the ticks of a run that diverged', () => {
  it('are short enough for the margin, with their powers of ten', () => {
    const diverged = { ...curve('a'), series: { x: [1, 2, 3, 4], y: [1, 100, 1e6, 1e14] } }
    const far = layoutOf(view({ curves: [diverged] }), ink).yaxis
    expect(far?.ticktext).toContain('1e+6')
    for (const text of far!.ticktext as string[]) expect(text.length).toBeLessThan(7)
  })
})

describe('fullRange', () => {
  it('reaches from 0 to a little beyond the last step of any run', () => {
    const [from, to] = fullRange([
      { x: [10, 400], y: [1, 1] },
      { x: [10], y: [1] },
    ])
    expect(from).toBe(0)
    expect(to).toBeGreaterThan(400)
    expect(to).toBeLessThan(420)
  })

  it('is not empty if nothing is measured', () => {
    const [from, to] = fullRange([])
    expect(to).toBeGreaterThan(from)
  })
})
