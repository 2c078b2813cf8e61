import type { Manifest } from '../checkpoint/manifest.ts'
import type { NewCheckpoint, RunStore } from '../checkpoint/runStore.ts'
import { glyphs } from '../data/glyphs/glyphs.ts'
import type { RnpConfig } from '../rnp/config.ts'
import { tinyConfig as smallest } from '../rnp/rnp.testing.ts'
import { defaultSettings, type TrainingSettings } from './settings.ts'

/** The smallest model that has everything: two levels, a residual block, a hypernetwork for both levels. */
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

/** Keeps a run in memory, as JSON and copies of numbers. */
export class MemoryStore implements RunStore {
  readonly name = 'memory'
  lines: { readonly step: number; readonly dropped: number }[] = []
  readonly #checkpoints: (Pick<Manifest, 'step' | 'metrics'> & Pick<NewCheckpoint, 'tensors'>)[] = []

  hasRun(): boolean {
    return this.#checkpoints.length > 0
  }

  record(figures: object): void {
    this.lines.push(JSON.parse(JSON.stringify(figures)))
  }

  cutAfter(step: number, dropped: number): void {
    this.lines = this.lines.filter((line) => line.step <= step && line.dropped <= dropped)
  }

  async save({ tensors, ...manifest }: NewCheckpoint): Promise<string> {
    this.#checkpoints.push({ ...JSON.parse(JSON.stringify(manifest)), tensors })
    return `checkpoint ${this.#checkpoints.length}`
  }

  async latest() {
    const { tensors, ...manifest } = this.#checkpoints.at(-1)!
    return { path: 'memory', manifest: manifest as Manifest, tensors: new Map(tensors) }
  }

  async best(): Promise<Manifest> {
    const error = ({ metrics }: Pick<Manifest, 'metrics'>) =>
      metrics.evaluation?.mse ?? Number.POSITIVE_INFINITY
    return this.#checkpoints.toSorted((a, b) => error(a) - error(b))[0] as unknown as Manifest
  }

  close(): void {}
}
