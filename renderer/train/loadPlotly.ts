/**
 * Loads Plotly's core, in a chunk of its own, when the first chart is drawn. The core draws lines as SVG and, as the
 * content security policy demands, makes no code from strings. vite.config.ts handles its style sheet.
 */
export async function loadPlotly() {
  return (await import('plotly.js/lib/core')).default
}
