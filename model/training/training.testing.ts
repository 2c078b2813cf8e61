import { glyphs } from '../data/glyphs/glyphs.ts'
import type { RnpConfig } from '../rnp/config.ts'
import { tinyConfig as smallest } from '../rnp/rnp.testing.ts'
import { defaultSettings, type TrainingSettings } from './settings.ts'

/** The smallest model with all there is: two levels, a residual block, a hypernetwork for both levels. */
export const tinyConfig: RnpConfig = { ...smallest, patch: 6, offset: 3.3 }

/** 22 pictures in batches of 8: the third step begins a new epoch. */
export const tinySettings: TrainingSettings = {
  ...defaultSettings,
  updates: 12,
  batch: 8,
  learningRate: 2e-3,
  warmup: 3,
  seed: 5,
  evaluateEvery: 4,
  checkpointEvery: 4,
}

export const tinyTrain = () => glyphs({ count: 22, seed: 1, side: tinyConfig.side, split: 'train' })

export const tinyTest = () => glyphs({ count: 6, seed: 1, side: tinyConfig.side, split: 'test' })
