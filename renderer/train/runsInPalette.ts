import { Activity } from '@lucide/vue'
import { useRouter } from 'vue-router'
import type { PaletteSource } from '../commands/paletteEntries.ts'
import { useRuns } from '../state/runs.ts'

/** The runs, each of which can be opened. */
export function useRunsInPalette(): PaletteSource {
  const router = useRouter()
  const runs = useRuns()
  return {
    entries: () =>
      runs.list.map((run) => ({
        id: `run.${run.id}`,
        title: run.name,
        group: 'Runs',
        icon: Activity,
        run: () => void router.push({ name: 'train', params: { run: run.id } }),
      })),
  }
}
