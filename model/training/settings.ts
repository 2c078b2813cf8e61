import { type LossWeights, PUBLIC_LOSS } from '../rnp/config.ts'

/** A setting of a training that a person may choose. */
export interface Setting {
  readonly title: string
  /** The paper's symbol for it. */
  readonly symbol?: string
  /** The unit of its number; absent where it has no dimension. */
  readonly unit?: string
  /** A line that says what it does. */
  readonly about: string
  /** The recipe that reached the best figures on MNIST (README). */
  readonly default: number
  /** Its range, both ends included. */
  readonly least: number
  readonly most: number
  /** Whether it must be a whole number. */
  readonly whole: boolean
  /** Whether a resumed run may change it, since it does not change the numbers of the run. */
  readonly free?: boolean
}

const MAX_INTEGER = 2 ** 31 - 1
/** The end of the range of settings that have no natural one. */
const MAX_NUMBER = 1e9

const whole = (least: number, most = MAX_INTEGER) => ({ least, most, whole: true })
const real = (least: number, most: number) => ({ least, most, whole: false })

/**
 * The settings of a training, in the order in which they are shown. The contract's schema, the form of a new run and the
 * options of `rnp train` derive from this table.
 */
export const settings = {
  updates: {
    title: 'Updates',
    unit: 'steps',
    about: 'Steps in all; the learning rate falls to 0 at the last.',
    default: 9500,
    ...whole(1, 10_000_000),
  },
  batch: {
    title: 'Batch',
    symbol: 'B',
    unit: 'pictures',
    about: 'Pictures in each step.',
    default: 64,
    ...whole(1, 4096),
  },
  learningRate: {
    title: 'Learning rate',
    symbol: 'η',
    about: 'Peak step size of Adam. Above 7e-4 the KL tends to collapse.',
    default: 5e-4,
    ...real(1e-7, 1),
  },
  warmup: {
    title: 'Warm-up',
    unit: 'steps',
    about: 'Steps over which the learning rate rises from 0.',
    default: 200,
    ...whole(1),
  },
  clip: {
    title: 'Clip',
    symbol: '‖g‖',
    about: 'Maximum norm of a gradient; larger ones are scaled down to it.',
    default: 10,
    ...real(1e-6, MAX_NUMBER),
  },
  averageDecay: {
    title: 'Averaging',
    about: 'Decay of the averaged weights, which are what is measured and used; 0: no averaging.',
    default: 0.998,
    ...real(0, 1),
  },
  rec: {
    title: 'Reconstruction weight',
    symbol: 'λ rec',
    about: 'Weight of the squared errors per pixel, of the whole and of the parts.',
    default: PUBLIC_LOSS.rec,
    ...real(0, MAX_NUMBER),
  },
  kl: {
    title: 'KL weight',
    symbol: 'λ KL',
    about: 'Weight of KL(q(z|x) ‖ N(0, I)). A lower one: sharper pictures, emptier parts, poorer samples.',
    default: PUBLIC_LOSS.kl,
    ...real(0, MAX_NUMBER),
  },
  klWarmup: {
    title: 'KL warm-up',
    unit: 'share',
    about: 'Share of the updates over which the KL weight rises from 0.',
    default: 0,
    ...real(0, 1),
  },
  patchUpdates: {
    title: 'Patch stage',
    unit: 'steps',
    about: 'Steps of training one level on patches first ("one depth at a time"); 0: none.',
    default: 0,
    ...whole(0),
  },
  evaluateEvery: {
    title: 'Measure every',
    unit: 'steps',
    about: 'Steps between measurements on held-out pictures.',
    default: 500,
    ...whole(1),
    free: true,
  },
  checkpointEvery: {
    title: 'Checkpoint every',
    unit: 'steps',
    about: 'Steps between checkpoints, which is the most that is lost when the computer fails.',
    default: 500,
    ...whole(1),
    free: true,
  },
  seed: {
    title: 'Seed',
    about:
      'Start of all random numbers: the weights, the order of the pictures and the noise. The same seed repeats a run.',
    default: 0,
    ...whole(0),
  },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof settings

/** The table, row by row. */
export const settingEntries = Object.entries(settings) as readonly (readonly [SettingName, Setting])[]

/** A value for each setting of the table. */
export type ChosenSettings = Readonly<Record<SettingName, number>>

/** How a model is trained: the settings of the table, in the form in which the trainer and checkpoints have them. */
export interface TrainingSettings extends Omit<ChosenSettings, 'rec' | 'kl'> {
  readonly loss: LossWeights
  /** Adam's decay of the gradient's mean. */
  readonly beta1: number
  /** Adam's decay of the gradient's square. */
  readonly beta2: number
}

const defaults = Object.fromEntries(
  settingEntries.map(([name, setting]) => [name, setting.default]),
) as ChosenSettings

export const defaultSettings: TrainingSettings = nested(defaults, { beta1: 0.9, beta2: 0.99 })

/** Chosen settings in the trainer's form; those that are not chosen stay as they were. */
export function trainingSettings(
  chosen: Partial<ChosenSettings>,
  before: TrainingSettings = defaultSettings,
): TrainingSettings {
  const { beta1, beta2 } = before
  return nested({ ...chosenSettings(before), ...chosen }, { beta1, beta2 })
}

/** A training's settings by the names of the table. */
export function chosenSettings({ loss, beta1: _, beta2: __, ...others }: TrainingSettings): ChosenSettings {
  return { ...others, ...loss }
}

/** Settings that were stored, perhaps by an older version: those that are missing have their default. */
export function completeSettings(kept: Partial<TrainingSettings>): TrainingSettings {
  return { ...defaultSettings, ...kept }
}

function nested(
  { rec, kl, ...others }: ChosenSettings,
  decays: { beta1: number; beta2: number },
): TrainingSettings {
  return { ...others, ...decays, loss: { rec, kl } }
}

/** Peak times linear warm-up times a cosine that ends at 0, for the step that comes next (from 0). */
export function learningRateAt({ learningRate, warmup, updates }: TrainingSettings, step: number): number {
  const rise = Math.min(1, (step + 1) / warmup)
  return learningRate * rise * (0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, step / updates)))
}

/** The loss's weights at a step: that of the KL rises over the first share `klWarmup` of the run. */
export function lossWeightsAt({ loss, klWarmup, updates }: TrainingSettings, step: number): LossWeights {
  return klWarmup > 0 ? { ...loss, kl: loss.kl * Math.min(1, step / updates / klWarmup) } : loss
}
