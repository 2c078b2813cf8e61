/**
 * Plotly with lines alone, as a chunk of its own, fetched when the first chart is drawn. Its core draws SVG and makes no
 * code from strings, as the policy of our pages demands; vite.config.ts sees to its style sheet.
 */
export async function loadPlotly() {
  return (await import('plotly.js/lib/core')).default
}
