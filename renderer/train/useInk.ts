import { shallowRef, watch } from 'vue'
import { useDark } from '../state/theme.ts'
import type { Ink } from './chart.ts'

/** Colours and type of the page for what Plotly draws; changes with the theme. */
export function useInk() {
  const ink = shallowRef(read())
  watch(
    useDark(),
    () => {
      ink.value = read()
    },
    // The theme's tokens hold once the page's attribute has been set.
    { flush: 'post' },
  )
  return ink
}

function read(): Ink {
  const style = getComputedStyle(document.documentElement)
  const of = (token: string) => style.getPropertyValue(token).trim()
  return { text: of('--text-faint'), hair: of('--hair'), font: of('--font'), of }
}
