import { useMediaQuery } from '@vueuse/core'
import { computed, watchEffect } from 'vue'
import { useSetting } from '../client/settings.ts'

export type Theme = 'system' | 'dark' | 'light'

/** What a person has chosen; the system's theme to begin with. */
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
