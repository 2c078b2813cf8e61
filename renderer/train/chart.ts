import type { Dash, Data, Layout } from 'plotly.js/lib/core'
import type { LineStyle } from './lineStyle.ts'
import { logTicks } from './logTicks.ts'
import type { Metric } from './metrics.ts'
import { decimate, type Series, smooth } from './series.ts'

/** A run's curve in a chart. */
export interface Curve {
  readonly name: string
  readonly series: Series
  readonly style: LineStyle
}

/** What a chart's colours and type are, just now. */
export interface Ink {
  readonly text: string
  readonly hair: string
  readonly font: string
  /** Colour of a token. */
  readonly of: (token: LineStyle['token']) => string
}

export interface ChartView {
  readonly metric: Metric
  readonly curves: readonly Curve[]
  /** Steps shown. */
  readonly range: readonly [number, number]
  readonly log: boolean
  readonly smoothed: boolean
  /** Pixels across the plot. */
  readonly columns: number
}

/** Space around the plot itself, px: the cursor is drawn by the same figures. */
export const MARGIN = { l: 48, r: 8, t: 4, b: 22 } as const

/** The lines of a chart. Only the points that no other covers are handed on (decimate). */
export function tracesOf(view: ChartView, ink: Ink): Data[] {
  const { metric, curves, range, columns } = view
  const smoothed = view.smoothed && !metric.sparse
  return curves.flatMap(({ name, series, style }): Data[] => {
    // Lengths of dashes are taken as well as the names that the types know.
    const dash = (style.dash || 'solid') as Dash
    const line = { color: ink.of(style.token), width: style.width, dash }
    const drawn = decimate(smoothed ? smooth(series) : series, range, columns)
    const markers = metric.sparse || drawn.x.length < 3
    const trace = (of: Series) => ({ type: 'scatter' as const, x: [...of.x], y: [...of.y], name })
    const main: Data = {
      ...trace(drawn),
      mode: markers ? 'lines+markers' : 'lines',
      marker: { size: 4, color: line.color },
      line,
      hoverinfo: 'none',
    }
    if (!smoothed || curves.length > 1) return [main]
    // Below a smoothed curve lies what was measured, faintly.
    const raw: Data = {
      ...trace(decimate(series, range, columns)),
      mode: 'lines',
      opacity: 0.35,
      line: { ...line, width: 1 },
      hoverinfo: 'none',
    }
    return [raw, main]
  })
}

export function layoutOf({ metric, curves, range, columns, log }: ChartView, ink: Ink): Partial<Layout> {
  const isLog = log && metric.log
  const axis = {
    gridcolor: ink.hair,
    linecolor: ink.hair,
    zeroline: false,
    tickfont: { size: 11, color: ink.text, family: ink.font },
    fixedrange: false,
  }
  return {
    margin: MARGIN,
    paper_bgcolor: 'transparent',
    plot_bgcolor: 'transparent',
    showlegend: false,
    dragmode: 'zoom',
    hovermode: false,
    font: { family: ink.font, size: 11, color: ink.text },
    xaxis: { ...axis, range: [...range], showgrid: false, showline: true, nticks: 6, tickformat: ',~d' },
    yaxis: {
      ...axis,
      fixedrange: true,
      autorange: true,
      nticks: 5,
      ...(isLog
        ? { type: 'log', ...ticksOf(curves.flatMap(({ series }) => decimate(series, range, columns).y)) }
        : { type: 'linear', exponentformat: 'e' }),
      rangemode: metric.id === 'rate' ? 'tozero' : 'normal',
    },
  }
}

/** Short enough for the margin, however far a run has diverged: 1e+10. */
const tickText = (value: number) => (value < 1e5 ? String(value) : value.toExponential())

/** Plotly's own names of the values between powers of ten are digits without their power. */
function ticksOf(seen: readonly number[]) {
  const values = logTicks(seen)
  return { tickvals: values, ticktext: values.map(tickText) }
}

/** The steps of some runs, from the first to the last of them. */
export function fullRange(series: readonly Series[]): [number, number] {
  const ends = series.flatMap(({ x }) => (x.length > 0 ? [x[x.length - 1]] : []))
  // A little room, so that the last point is seen whole.
  return [0, 1.015 * Math.max(10, ...ends)]
}
