import { shallowRef, watch } from 'vue'
import { useDark } from '../state/theme.ts'
import type { Ink } from './chart.ts'

/** Colours and font of the page, for Plotly; they change with the theme. */
export function useInk() {
  const ink = shallowRef(read())
  watch(
    useDark(),
    () => {
      ink.value = read()
    },
    // The CSS variables change once the page's theme attribute has been set.
    { flush: 'post' },
  )
  return ink
}

function read(): Ink {
  const style = getComputedStyle(document.documentElement)
  const of = (token: string) => style.getPropertyValue(token).trim()
  return { text: of('--text-faint'), hair: of('--hair'), font: of('--font'), of }
}
