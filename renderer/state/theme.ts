import { Monitor, Moon, Sun } from '@lucide/vue'
import { useMediaQuery } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import { useSetting } from './settings.ts'

/** The themes to choose from; 'system' is the default. */
export const themes = [
  { value: 'system', title: 'System', icon: Monitor },
  { value: 'dark', title: 'Dark', icon: Moon },
  { value: 'light', title: 'Light', icon: Sun },
] as const

export type Theme = (typeof themes)[number]['value']

/** The theme that a person has chosen. */
export const useTheme = () => useSetting<Theme>('theme', 'system')

/** Whether the window is dark now, for what CSS does not style, such as charts. */
export function useDark() {
  const theme = useTheme()
  const light = useMediaQuery('(prefers-color-scheme: light)')
  return computed(() => (theme.value === 'system' ? !light.value : theme.value === 'dark'))
}

/** Applies the chosen theme to the page, and follows its changes. */
export function followTheme(): void {
  const dark = useDark()
  watchEffect(() => {
    document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
  })
}
