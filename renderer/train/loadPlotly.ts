import type * as chart from './plotly.ts'

let loading: Promise<(typeof chart)['Plotly']> | undefined

/**
 * Plotly with lines alone, as a chunk of its own, fetched when the first chart is drawn. Its core draws SVG and makes
 * no code from strings, as the page's policy demands.
 */
export function loadPlotly(): Promise<(typeof chart)['Plotly']> {
  loading ??= fetchPlotly()
  return loading
}

async function fetchPlotly(): Promise<(typeof chart)['Plotly']> {
  // Plotly would write its rules into a <style> of that id, which the page's policy forbids; where one with this class
  // is there it does not, and takes those of its style sheet, which is served with ours.
  const mark = document.createElement('meta')
  mark.id = 'plotly.js-style-global'
  mark.className = 'no-inline-styles'
  document.head.append(mark)
  return (await import('./plotly.ts')).Plotly
}
