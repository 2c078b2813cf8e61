import { describeCheckpoint, hasCheckpoint } from '../../../model/checkpoint/store.ts'
import { chosenSettings } from '../../../model/training/settings.ts'
import type { Run } from '../../contract/runs.ts'
import { readFigures } from '../../runFolder/figures.ts'
import { previewSteps } from '../../runFolder/previews.ts'
import type { Events } from '../events.ts'
import type { Models } from '../models/models.ts'
import { RunProgress } from './progress.ts'
import type { RunRow, RunRows } from './rows.ts'

/** What is shown of a run beside its row. */
export interface LiveRun {
  readonly progress: RunProgress
  readonly previews: Set<number>
  /** Of its last checkpoint: it may lie between two recorded figures. */
  readonly saved: number
  /** The one taken last, which need not be recorded. */
  step?: number
  etaSeconds?: number
}

/** Runs as windows show them: read from their folders once, then kept up as the engine tells. */
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

  /** Reads it anew next time: a resumed run has taken back what came after its checkpoint. */
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

  /** Tells windows how a run is now. */
  async tell(id: number): Promise<Run> {
    const run = await this.record(this.#rows.get(id))
    this.#events.publish({ type: 'run', run })
    return run
  }
}

async function read({ folder, fromModel }: RunRow): Promise<LiveRun> {
  const [figures, saved, steps] = await Promise.all([
    readFigures(folder),
    savedStep(folder),
    previewSteps(folder),
  ])
  return { progress: new RunProgress(figures, fromModel !== null), previews: new Set(steps), saved }
}

/** 0 where there is no checkpoint, or none that can be read. */
async function savedStep(folder: string): Promise<number> {
  if (!hasCheckpoint(folder)) return 0
  return describeCheckpoint(folder, 'latest').then(
    ({ step }) => step,
    () => 0,
  )
}
