import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { PresetInfo, SettingField } from '../../main/contract/runs.ts'
import { onFresh } from '../client/events.ts'
import { useStudio } from '../client/studio.ts'

/** The presets and the settings that can be chosen for a run. */
export const useOptions = defineStore('run-options', () => {
  const studio = useStudio()
  const presets = shallowRef<readonly PresetInfo[]>([])
  const fields = shallowRef<readonly SettingField[]>([])

  onFresh(async () => {
    const options = await studio.runs.options()
    presets.value = options.presets
    fields.value = options.settings
  })
  return { presets, fields }
})
