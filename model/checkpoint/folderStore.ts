import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import packageJson from '../../package.json' with { type: 'json' }
import type { Manifest } from './manifest.ts'
import { METRICS_FILE, Metrics } from './metrics.ts'
import type { NewCheckpoint, RunStore } from './runStore.ts'
import {
  type Checkpoint,
  describeCheckpoint,
  hasCheckpoint,
  pruneCheckpoints,
  readCheckpoint,
  writeCheckpoint,
} from './store.ts'

/**
 * Keeps a run in a folder, which is created with its first file: `metrics.jsonl`, and in `checkpoints/` the last ones and
 * the best.
 */
export class FolderStore implements RunStore {
  readonly name: string
  readonly #metrics: Metrics

  constructor(folder: string) {
    this.name = folder
    this.#metrics = new Metrics(folder)
  }

  hasRun(): boolean {
    return hasCheckpoint(this.name) || existsSync(join(this.name, METRICS_FILE))
  }

  record(figures: object): void {
    this.#metrics.add(figures)
  }

  cutAfter(step: number, dropped: number): void {
    this.#metrics.cutAfter(step, dropped)
  }

  async save(checkpoint: NewCheckpoint): Promise<string> {
    this.#metrics.flush()
    const versions = { app: packageJson.version, node: process.version, backend: tf.getBackend() }
    const path = await writeCheckpoint(this.name, { ...checkpoint, versions })
    await pruneCheckpoints(this.name)
    return path
  }

  latest(): Promise<Checkpoint> {
    return readCheckpoint(this.name, 'latest')
  }

  best(): Promise<Manifest> {
    return describeCheckpoint(this.name, 'best')
  }

  close(): void {
    this.#metrics.close()
  }
}
