import { Monitor, Moon, Sun } from '@lucide/vue'
import { useMediaQuery } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import { useSetting } from './settings.ts'

/** What can be chosen; as the system to begin with. */
export const themes = [
  { value: 'system', title: 'As the system', icon: Monitor },
  { value: 'dark', title: 'Dark', icon: Moon },
  { value: 'light', title: 'Light', icon: Sun },
] as const

export type Theme = (typeof themes)[number]['value']

/** What a person has chosen. */
export const useTheme = () => useSetting<Theme>('theme', 'system')

/** Whether the window is dark just now: for what draws by itself, as charts do. */
export function useDark() {
  const theme = useTheme()
  const light = useMediaQuery('(prefers-color-scheme: light)')
  return computed(() => (theme.value === 'system' ? !light.value : theme.value === 'dark'))
}

/** Keeps the page's theme as it was chosen. */
export function followTheme(): void {
  const dark = useDark()
  watchEffect(() => {
    document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
  })
}
