import { type PresetName, presets } from '../../../model/rnp/presets.ts'
import { defaultSettings, type TrainingSettings } from '../../../model/training/settings.ts'
import type { PresetInfo, RunSettings, SettingField } from '../../contract/runs.ts'

const MOST = 2 ** 31 - 1

type Field = Omit<SettingField, 'default'> & { readonly name: keyof RunSettings }

const d = defaultSettings
const defaults: RunSettings = { ...d, rec: d.loss.rec, kl: d.loss.kl }

const fields: readonly Field[] = [
  {
    name: 'updates',
    title: 'Updates',
    about: 'Steps in all; the learning rate falls to 0 at the last.',
    least: 1,
    most: 10_000_000,
    whole: true,
  },
  {
    name: 'batch',
    title: 'Batch',
    symbol: 'B',
    about: 'Pictures a step.',
    least: 1,
    most: 4096,
    whole: true,
  },
  {
    name: 'learningRate',
    title: 'Learning rate',
    symbol: 'η',
    about: 'Peak step size of Adam. Above 7e-4 the KL tends to collapse.',
    least: 1e-7,
    most: 1,
    whole: false,
  },
  {
    name: 'warmup',
    title: 'Warm-up',
    about: 'Steps over which the learning rate rises from 0.',
    least: 1,
    most: MOST,
    whole: true,
  },
  {
    name: 'clip',
    title: 'Clip',
    symbol: '‖g‖',
    about: 'Greatest norm of a gradient; larger ones are scaled down to it.',
    least: 1e-6,
    most: 1e9,
    whole: false,
  },
  {
    name: 'averageDecay',
    title: 'Averaging',
    about: 'Decay of the averaged weights, which are what is measured and used; 0: no averaging.',
    least: 0,
    most: 1,
    whole: false,
  },
  {
    name: 'rec',
    title: 'Reconstruction weight',
    symbol: 'λ rec',
    about: 'Weight of the squared errors per pixel, of the whole and of the parts.',
    least: 0,
    most: 1e9,
    whole: false,
  },
  {
    name: 'kl',
    title: 'KL weight',
    symbol: 'λ KL',
    about: 'Weight of KL(q(z|x) ‖ N(0, I)). Less of it: sharper pictures, emptier parts, poorer samples.',
    least: 0,
    most: 1e9,
    whole: false,
  },
  {
    name: 'klWarmup',
    title: 'KL warm-up',
    about: 'Share of the updates over which the KL weight rises from 0.',
    least: 0,
    most: 1,
    whole: false,
  },
  {
    name: 'patchUpdates',
    title: 'Patch stage',
    about: 'Steps of training one level on patches first ("one depth at a time"); 0: none.',
    least: 0,
    most: MOST,
    whole: true,
  },
  {
    name: 'evaluateEvery',
    title: 'Measure every',
    about: 'Steps between measurements on held-out pictures.',
    least: 1,
    most: MOST,
    whole: true,
  },
  {
    name: 'checkpointEvery',
    title: 'Checkpoint every',
    about: 'Steps between checkpoints: so much is lost at most when the computer fails.',
    least: 1,
    most: MOST,
    whole: true,
  },
  {
    name: 'seed',
    title: 'Seed',
    about: 'Of the start, the order of the pictures and the noise: the same seed repeats a run.',
    least: 0,
    most: MOST,
    whole: true,
  },
]

/** The settings of a run, as its form shows them. */
export const settingFields: SettingField[] = fields.map((field) => ({
  ...field,
  default: defaults[field.name],
}))

/** A run's settings as the trainer takes them: what is not given is as in the recipe. */
export function trainingSettings(chosen: Partial<RunSettings>): TrainingSettings {
  const { rec, kl, ...settings } = { ...defaults, ...chosen }
  return { ...d, ...settings, loss: { rec, kl } }
}

/** The same, as the contract has them. */
export function runSettings({ loss, beta1: _, beta2: __, ...settings }: TrainingSettings): RunSettings {
  return { ...settings, ...loss }
}

const about: Record<PresetName, string> = {
  mnist: "The paper's sizes for MNIST.",
  fashion: "The paper's sizes for Fashion-MNIST.",
  omniglot: "The paper's sizes for Omniglot: longer programs.",
  'mnist-compact': 'Patches of 14 px instead of 28: as good, and a step takes less than half.',
  'fashion-compact': 'Patches of 14 px instead of 28: a step takes less than half.',
  'omniglot-compact': 'Patches of 14 px instead of 28, longer programs.',
}

/** Trainable numbers; a test counts them. */
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
