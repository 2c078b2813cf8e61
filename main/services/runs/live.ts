import { describeCheckpoint, hasCheckpoint } from '../../../model/checkpoint/store.ts'
import { chosenSettings } from '../../../model/training/settings.ts'
import type { Run } from '../../contract/runs.ts'
import { readFigures } from '../../runFolder/figures.ts'
import { previewSteps } from '../../runFolder/previews.ts'
import type { Events } from '../events.ts'
import type { Models } from '../models/models.ts'
import { RunProgress } from './progress.ts'
import type { RunRow, RunRows } from './rows.ts'

/** What is shown of a run besides its row. */
export interface LiveRun {
  readonly progress: RunProgress
  readonly previews: Set<number>
  /** Step of its last checkpoint, which may lie between two recorded figures. */
  readonly saved: number
  /** The last step taken, which may not be recorded. */
  step?: number
  etaSeconds?: number
}

/** Runs as windows show them: read from their folders once, then updated as the engine reports. */
export class LiveRuns {
  readonly #events: Events
  readonly #rows: RunRows
  readonly #models: Models
  readonly #live = new Map<number, Promise<LiveRun>>()

  constructor(events: Events, rows: RunRows, models: Models) {
    this.#events = events
    this.#rows = rows
    this.#models = models
  }

  get(row: RunRow): Promise<LiveRun> {
    let live = this.#live.get(row.id)
    if (!live) {
      live = read(row)
      this.#live.set(row.id, live)
      live.catch(() => this.#live.delete(row.id))
    }
    return live
  }

  /** Makes the next call read the run again: resuming discards the figures after its checkpoint. */
  forget(id: number): void {
    this.#live.delete(id)
  }

  async record(row: RunRow): Promise<Run> {
    const { progress, previews, saved, step = 0, etaSeconds } = await this.get(row)
    const { id, name, state, preset, data, pictures, created, folder } = row
    return {
      id,
      name,
      state,
      preset,
      startedFrom: row.startedFrom ?? undefined,
      settings: chosenSettings(row.settings),
      data,
      pictures,
      created,
      step: Math.max(step, progress.latest?.step ?? 0, saved),
      latest: progress.latest,
      best: progress.best,
      measured: progress.measured,
      etaSeconds: state === 'running' ? etaSeconds : undefined,
      spark: progress.spark,
      engine: row.engine ?? undefined,
      error: row.error ?? undefined,
      modelId: this.#models.idOfRun(id),
      previews: [...previews].sort((a, b) => a - b),
      folder,
    }
  }

  /** Publishes a run as it is now. */
  async publish(id: number): Promise<Run> {
    const run = await this.record(this.#rows.get(id))
    this.#events.publish({ type: 'run', run })
    return run
  }
}

/** Of a folder that cannot be read there is nothing beside the row: the other runs are shown all the same. */
async function read({ folder, fromModel }: RunRow): Promise<LiveRun> {
  const none = () => []
  const [figures, saved, steps] = await Promise.all([
    readFigures(folder).catch(none),
    savedStep(folder),
    previewSteps(folder).catch(none),
  ])
  return { progress: new RunProgress(figures, fromModel !== null), previews: new Set(steps), saved }
}

/** The step of the last checkpoint; 0 if there is none that can be read. */
async function savedStep(folder: string): Promise<number> {
  if (!hasCheckpoint(folder)) return 0
  return describeCheckpoint(folder, 'latest').then(
    ({ step }) => step,
    () => 0,
  )
}
