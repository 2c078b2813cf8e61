import { Box } from '@lucide/vue'
import type { PaletteSource } from '../commands/paletteEntries.ts'
import { useModels } from '../state/models.ts'
import { attempt } from '../state/toasts.ts'

/** The models, each of which can be made the current one. */
export function useModelsInPalette(): PaletteSource {
  const models = useModels()
  return {
    entries: () =>
      models.list.map((model) => ({
        id: `model.${model.id}`,
        title: `Use ${model.name} for parsing`,
        group: 'Models',
        icon: Box,
        checked: model.id === models.currentId,
        run: () => void attempt(models.select(model.id)),
      })),
  }
}
