import Plotly from 'plotly.js/lib/core'
import 'plotly.js/dist/plotly.css'

export { Plotly }
