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

/** Colours and font of a chart in the current theme. */
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
  /** Width of the plot area, px. */
  readonly columns: number
}

/** Margins of the plot area, px. CurveChart uses them to place its cursor. */
export const MARGIN = { l: 48, r: 8, t: 4, b: 22 } as const

/** Plotly's traces of a chart, reduced by `decimate` to the points that can be told apart. */
export function tracesOf(view: ChartView, ink: Ink): Data[] {
  const { metric, curves, range, columns } = view
  const smoothed = view.smoothed && !metric.sparse
  return curves.flatMap(({ name, series, style }): Data[] => {
    // Plotly also accepts lengths of dashes; its types only know names.
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
    // Below a smoothed curve, the measured values are drawn faintly.
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

/** Short enough for the margin, even for a run that has diverged: "1e+10". */
const tickText = (value: number) => (value < 1e5 ? String(value) : value.toExponential())

/** Ticks with whole numbers as text. Plotly's own labels between powers of ten are single digits. */
function ticksOf(seen: readonly number[]) {
  const values = logTicks(seen)
  return { tickvals: values, ticktext: values.map(tickText) }
}

/** The range of steps of all series, from 0. */
export function fullRange(series: readonly Series[]): [number, number] {
  const ends = series.flatMap(({ x }) => (x.length > 0 ? [x[x.length - 1]] : []))
  // A small margin, so that the last point is not cut off.
  return [0, 1.015 * Math.max(10, ...ends)]
}
