import { type PresetName, presets } from '../../../model/rnp/presets.ts'
import { settingEntries } from '../../../model/training/settings.ts'
import type { PresetInfo, SettingField } from '../../contract/runs.ts'

/** The settings of a run, as the form of a new run shows them. */
export const settingFields: SettingField[] = settingEntries.map(([name, setting]) => ({ name, ...setting }))

const about: Record<PresetName, string> = {
  mnist: "The paper's sizes for MNIST.",
  fashion: "The paper's sizes for Fashion-MNIST.",
  omniglot: "The paper's sizes for Omniglot: longer programs.",
  'mnist-compact': 'Patches of 14 px instead of 28: as good, and a step takes less than half the time.',
  'fashion-compact': 'Patches of 14 px instead of 28: a step takes less than half the time.',
  'omniglot-compact': 'Patches of 14 px instead of 28, longer programs.',
}

/** Numbers of trainable parameters; a test checks them. */
const parameters: Record<PresetName, number> = {
  mnist: 8_803_856,
  fashion: 8_803_856,
  omniglot: 10_536_720,
  'mnist-compact': 4_038_032,
  'fashion-compact': 4_038_032,
  'omniglot-compact': 5_779_088,
}

/** The sizes a new model can have. */
export function presetInfos(): PresetInfo[] {
  return Object.entries(presets).map(([key, { side, patch, z, glimpses }]) => {
    const name = key as PresetName
    return { name, about: about[name], side, patch, z, glimpses: [...glimpses], parameters: parameters[name] }
  })
}
