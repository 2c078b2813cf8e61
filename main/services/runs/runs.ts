import { rm } from 'node:fs/promises'
import { inspect } from 'node:util'
import { hasCheckpoint } from '../../../model/checkpoint/store.ts'
import { RnpError } from '../../../model/errors.ts'
import { preset } from '../../../model/rnp/presets.ts'
import { trainingSettings } from '../../../model/training/settings.ts'
import { say } from '../../base/output.ts'
import type { Figures, NewRun, Run, RunState } from '../../contract/runs.ts'
import type { EngineJobs } from '../../engine/engineJobs.ts'
import type { JobProcess } from '../../processes/protocol.ts'
import { readFigures } from '../../runFolder/figures.ts'
import { writeRunPictures } from '../../runFolder/pictures.ts'
import type { Context } from '../context.ts'
import type { Engines } from '../engines.ts'
import type { WorkspaceUpdate } from '../history/edits.ts'
import type { Library } from '../library/library.ts'
import type { Models } from '../models/models.ts'
import { LiveRuns } from './live.ts'
import { chosenPictures, countChosen, requireBoth } from './pictures.ts'
import { RunRows } from './rows.ts'
import { type Halt, Training } from './training.ts'

/** How long the files of a removed run are kept, for an undo. */
const REMOVED_FILES_KEPT_MS = 30 * 24 * 3600 * 1000

const RESUMABLE: readonly RunState[] = ['paused', 'interrupted', 'failed']

/** Whether the end of a run that neither trains nor waits was never written (the disk was full, for instance). */
const isUnended = (state: RunState) => state === 'running' || state === 'waiting'

/** The training runs of a workspace. One trains at a time; the others wait in order. */
export class Runs {
  readonly library: Pick<Library, 'context' | 'reader'>
  readonly context: Context
  readonly models: Models
  /** The engine that trains. */
  readonly engine: JobProcess<EngineJobs>
  readonly rows: RunRows
  readonly #live: LiveRuns
  readonly #engines: Engines
  readonly #waiting: number[] = []
  #training: Training | undefined

  constructor(
    library: Pick<Library, 'context' | 'reader'>,
    models: Models,
    engine: JobProcess<EngineJobs>,
    engines: Engines,
  ) {
    const { context } = library
    this.library = library
    this.context = context
    this.models = models
    this.engine = engine
    this.#engines = engines
    this.rows = new RunRows(context.db, context.folder)
    this.#live = new LiveRuns(context.events, this.rows, models)
    this.rows.interruptAll()
    context.history.onChange((changes) => this.#publishEdited(changes))
    void this.#removeOldFiles()
  }

  get isTraining(): boolean {
    return this.#training !== undefined
  }

  list(): Promise<Run[]> {
    return Promise.all(this.rows.all().map((row) => this.#live.record(row)))
  }

  figures(id: number): Promise<Figures[]> {
    return readFigures(this.rows.get(id).folder)
  }

  /**
   * Adds a run, which trains as soon as no other does.
   *
   * @throws RnpError 'data' if there is nothing to train on or nothing held out, 'missing' if the model it starts from
   *   is gone
   */
  async start({ name, data, preset: presetName, settings, fromModel }: NewRun): Promise<Run> {
    requireBoth(countChosen(this.context.db, data))
    const { words, ...pictures } = await chosenPictures(this.context.db, data)
    const model = fromModel === undefined ? undefined : this.models.get(fromModel)
    const config = model ? (await this.models.describe(model)).config : preset(presetName)
    const row = this.rows.add({
      name,
      preset: model ? model.name : presetName,
      config,
      settings: trainingSettings(settings),
      data: words,
      pictures: pictures.train.length + pictures.test.length,
      fromModel: model?.id ?? null,
    })
    try {
      await writeRunPictures(row.folder, pictures)
    } catch (error) {
      this.context.db.prepare('DELETE FROM runs WHERE id = ?').run(row.id)
      throw error
    }
    return this.#enqueue(row.id)
  }

  /**
   * Continues a run from its last checkpoint.
   *
   * @throws RnpError 'busy' if it trains or waits already, 'usage' if it has finished
   */
  async resume(id: number): Promise<void> {
    const { state, name } = this.rows.get(id)
    if (this.#isActive(id))
      throw new RnpError('busy/in-use', `${name} is already ${state}.`, 'Pause it first.')
    if (state === 'finished') {
      throw new RnpError(
        'usage/wrong-state',
        `${name} has taken all its steps.`,
        'Start a new run from its model to train it further.',
      )
    }
    await this.#enqueue(id)
  }

  /** Ends a run after the step in progress, with a checkpoint; a waiting run leaves the queue. */
  async halt(id: number, as: Halt): Promise<void> {
    const { state, name } = this.rows.get(id)
    const wasWaiting = this.#dequeue(id)
    if (this.#training?.id === id) await this.#training.halt(as)
    else if (wasWaiting || isUnended(state) || (as === 'stopped' && RESUMABLE.includes(state))) {
      this.rows.setState(id, as)
      await this.#live.publish(id)
    } else if (state !== as) {
      throw new RnpError('usage/wrong-state', `${name} is not training: it is ${state}.`, 'Resume it first.')
    }
  }

  rename(id: number, name: string): void {
    const before = this.rows.get(id).name
    const modelId = this.models.idOfRun(id)
    const names = { before: { name: before }, after: { name } }
    const ofModel: WorkspaceUpdate[] = modelId ? [{ table: 'models', id: modelId, ...names }] : []
    this.context.history.edit({ name: `Rename run ${before}`, code: 'runs.rename', scope: 'runs' }, [
      { table: 'runs', id, ...names },
      ...ofModel,
    ])
  }

  async remove(ids: readonly number[]): Promise<void> {
    const rows = ids.map((id) => this.rows.get(id))
    for (const { id } of rows) if (this.#isActive(id)) await this.halt(id, 'stopped')
    const gone = { before: { removed: null }, after: { removed: Date.now() } }
    const models = ids.flatMap((id) => this.models.idOfRun(id) ?? [])
    const ofModels: WorkspaceUpdate[] = models.length > 0 ? [{ table: 'models', id: models, ...gone }] : []
    const name = rows.length === 1 ? `Remove run ${rows[0].name}` : `Remove ${rows.length} runs`
    this.context.history.edit({ name, code: 'runs.remove', scope: 'runs' }, [
      { table: 'runs', id: ids, ...gone },
      ...ofModels,
    ])
  }

  /** Whether a run trains or waits. Its row does not tell, because its end may not have been written. */
  #isActive(id: number): boolean {
    return this.#training?.id === id || this.#waiting.includes(id)
  }

  async #enqueue(id: number): Promise<Run> {
    this.rows.setState(id, 'waiting')
    this.#waiting.push(id)
    this.#trainNext()
    return this.#live.publish(id)
  }

  #trainNext(): void {
    if (this.#training) return
    const id = this.#waiting.shift()
    if (id === undefined) return
    const run = this.rows.get(id)
    // The model may have been removed since, but its files are still there.
    const from = run.fromModel === null ? undefined : this.models.known(run.fromModel).path
    const resume = hasCheckpoint(run.folder)
    const training = new Training(
      run,
      { resume, from: resume ? undefined : from },
      {
        library: this.library,
        engine: this.engine,
        engines: this.#engines,
        rows: this.rows,
        live: this.#live,
        models: this.models,
      },
    )
    this.#training = training
    // It never rejects.
    void training.ended.then(() => {
      this.#training = undefined
      this.#trainNext()
    })
  }

  #publishEdited(changes: readonly WorkspaceUpdate[]): void {
    const ids = changes.filter(({ table }) => table === 'runs').flatMap(({ id }) => id)
    for (const id of ids) {
      if (this.rows.find(id)) this.#live.publish(id).catch((error) => say(inspect(error)))
      else {
        this.context.events.publish({ type: 'run-removed', id })
        this.#abandon(id)
      }
    }
  }

  /** Stops a removed run: redoing its removal may find it training or waiting. */
  #abandon(id: number): void {
    this.#dequeue(id)
    if (this.#training?.id === id) void this.#training.halt('stopped')
  }

  /** Takes a run out of the queue. @returns whether it was waiting there */
  #dequeue(id: number): boolean {
    const place = this.#waiting.indexOf(id)
    if (place >= 0) this.#waiting.splice(place, 1)
    return place >= 0
  }

  async #removeOldFiles(): Promise<void> {
    for (const folder of this.rows.giveUp(Date.now() - REMOVED_FILES_KEPT_MS)) {
      // Files that cannot be removed now are tried again at the next start.
      await rm(folder, { recursive: true, force: true }).catch(() => {})
    }
  }
}
