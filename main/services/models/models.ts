import { basename, resolve } from 'node:path'
import { describeCheckpoint } from '../../../model/checkpoint/store.ts'
import { RnpError } from '../../../model/errors.ts'
import type { RnpConfig } from '../../../model/rnp/config.ts'
import { preset } from '../../../model/rnp/presets.ts'
import { SHIPPED } from '../../base/shipped.ts'
import type { ModelRecord } from '../../contract/models.ts'
import { Settings } from '../../workspace/settings.ts'
import type { Context } from '../context.ts'
import { currentModel } from './currentModel.ts'

/** What is known about a model without reading its weights. */
export interface Description {
  readonly config: RnpConfig
  readonly step: number
  readonly data: string
  readonly mse?: number
  /** SHA-256 of the weights. */
  readonly weights: string
}

export interface ModelRow {
  readonly id: number
  readonly name: string
  readonly kind: ModelRecord['kind']
  readonly runId: number | null
  readonly path: string
  readonly created: number
  /** The description from when its checkpoint was last read. */
  readonly described: Description
}

/** The trained models of a workspace: the shipped one, those of its runs, and those that were opened. */
export class Models {
  readonly #context: Context

  constructor(context: Context) {
    this.#context = context
  }

  /**
   * Creates the models of a workspace, and adds the shipped one, which parses until another is selected. If its
   * checkpoint is gone or damaged the list of models says so, and everything that does not need it works.
   */
  static async of(context: Context, path: string = SHIPPED): Promise<Models> {
    const models = new Models(context)
    const shipped = context.db.prepare(`SELECT id FROM models WHERE kind = 'shipped'`).get()
    const description = await describe(path).catch((error) => {
      if (!(error instanceof RnpError)) throw error
    })
    if (shipped) {
      // The app may have moved, or have been updated with another model.
      const update = context.db.prepare(
        'UPDATE models SET path = ?, described = coalesce(?, described) WHERE id = ?',
      )
      update.run(path, description ? JSON.stringify(description) : null, Number(shipped.id))
    } else {
      models.#add(basename(SHIPPED), 'shipped', path, null, JSON.stringify(description ?? UNREAD))
    }
    models.#ensureCurrent()
    context.history.onChange((changes) => {
      if (changes.some(({ table }) => table === 'models')) models.#ensureCurrent()
    })
    return models
  }

  async list(): Promise<{ models: ModelRecord[]; current: number }> {
    const rows = this.#context.db
      .prepare(`${SELECT} WHERE removed IS NULL ORDER BY kind = 'shipped' DESC, created DESC`)
      .all()
      .map(rowOf)
    const models = await Promise.all(rows.map((row) => this.#record(row)))
    return { models, current: currentModel(this.#context.db) }
  }

  /**
   * Returns a model, by default the current one.
   *
   * @throws RnpError 'missing' if it is gone
   */
  get(id: number = currentModel(this.#context.db)): ModelRow {
    const row = this.#find(id)
    if (row) return row
    throw new RnpError('missing/not-found', 'That model no longer exists.', 'Choose another one.')
  }

  /** Returns a model, even if it was removed, because parses that it made may still exist. */
  known(id: number): ModelRow {
    return rowOf(this.#context.db.prepare(`${SELECT} WHERE id = ?`).get(id)!)
  }

  /**
   * Reads the description from the checkpoint as it is now. If the weights have changed, which changes the latest
   * parses, it is stored and published.
   *
   * @throws RnpError 'checkpoint' if the checkpoint is gone or damaged
   */
  async describe(row: ModelRow): Promise<Description> {
    const description = await describe(row.path)
    if (description.weights !== row.described.weights) {
      const { changes } = this.#context.db
        .prepare(`UPDATE models SET described = :now WHERE id = :id AND described ->> 'weights' <> :weights`)
        .run({ now: JSON.stringify(description), id: row.id, weights: description.weights })
      if (changes) this.#changed()
    }
    return description
  }

  async select(id: number): Promise<void> {
    await this.describe(this.get(id))
    this.#setCurrent(id)
    this.#changed()
  }

  /** Adds the checkpoint in a folder. If it is known already, its description is updated. */
  async open(path: string): Promise<ModelRecord> {
    const folder = resolve(path)
    const description = JSON.stringify(await describe(folder))
    const known = this.#context.db.prepare('SELECT id FROM models WHERE path = ?').get(folder)
    const id = known ? Number(known.id) : this.#add(basename(folder), 'opened', folder, null, description)
    if (known)
      this.#context.db
        .prepare('UPDATE models SET removed = NULL, described = ? WHERE id = ?')
        .run(description, id)
    this.#changed()
    return this.#record(this.get(id))
  }

  /**
   * Removes a model that was opened, as an edit.
   *
   * @throws RnpError 'usage' for any other
   */
  forget(id: number): void {
    const { kind, name } = this.get(id)
    if (kind !== 'opened') {
      const why = kind === 'run' ? 'it belongs to a run' : 'it comes with the app'
      throw new RnpError(
        'usage/wrong-state',
        `${name} cannot be forgotten: ${why}.`,
        'Remove its run instead, or choose another model.',
      )
    }
    const change = { table: 'models', id, before: { removed: null }, after: { removed: Date.now() } } as const
    this.#context.history.edit({ name: `Forget model ${name}`, code: 'models.forget', scope: 'models' }, [
      change,
    ])
  }

  /** Adds or updates the model of a run, if its best checkpoint is of step 1 or later. @param path the run's folder */
  async ofRun(runId: number, path: string): Promise<void> {
    const description = await describe(path).catch((error) => {
      if (!(error instanceof RnpError)) throw error
    })
    if (!description || description.step === 0) return
    const { name } = this.#context.db.prepare('SELECT name FROM runs WHERE id = ?').get(runId) as {
      name: string
    }
    const known = this.idOfRun(runId)
    if (known) {
      this.#context.db
        .prepare('UPDATE models SET described = ? WHERE id = ?')
        .run(JSON.stringify(description), known)
    } else this.#add(name, 'run', path, runId, JSON.stringify(description))
    this.#changed()
  }

  idOfRun(runId: number): number | undefined {
    const row = this.#context.db.prepare('SELECT id FROM models WHERE run_id = ?').get(runId)
    return row && Number(row.id)
  }

  async #record(row: ModelRow): Promise<ModelRecord> {
    let fault: string | undefined
    const { config, step, data, mse } = await this.describe(row).catch((error) => {
      if (!(error instanceof RnpError)) throw error
      fault = error.message
      return row.described
    })
    const { side, patch, z, glimpses } = config
    const { id, name, kind, runId, path, created } = row
    return {
      id,
      name,
      kind,
      runId: runId ?? undefined,
      path,
      side,
      patch,
      z,
      glimpses: [...glimpses],
      step,
      data,
      mse,
      created,
      fault,
    }
  }

  #find(id: number): ModelRow | undefined {
    const row = this.#context.db.prepare(`${SELECT} WHERE id = ? AND removed IS NULL`).get(id)
    return row && rowOf(row)
  }

  /** Selects the shipped model if the current one has been removed by an edit, an undo or a redo. */
  #ensureCurrent(): void {
    if (this.#find(currentModel(this.#context.db))) return
    const shipped = this.#context.db.prepare(`SELECT id FROM models WHERE kind = 'shipped'`).get()!
    this.#setCurrent(Number(shipped.id))
  }

  #add(name: string, kind: ModelRow['kind'], path: string, runId: number | null, described: string): number {
    const insert = this.#context.db.prepare(
      'INSERT INTO models (name, kind, run_id, path, described, created) VALUES (?, ?, ?, ?, ?, ?)',
    )
    return Number(insert.run(name, kind, runId, path, described, Date.now()).lastInsertRowid)
  }

  #setCurrent(id: number): void {
    new Settings(this.#context.db).set('model.current', id)
  }

  #changed(): void {
    this.#context.events.publish({ type: 'models' })
  }
}

/** Describes a shipped checkpoint that could never be read. */
const UNREAD: Description = { config: preset('mnist-compact'), step: 0, data: '', weights: '' }

const SELECT = 'SELECT id, name, kind, run_id AS runId, path, created, described FROM models'

const rowOf = (row: Record<string, unknown>): ModelRow =>
  ({ ...row, described: JSON.parse(String(row.described)) }) as unknown as ModelRow

async function describe(path: string): Promise<Description> {
  const { config, step, data, metrics, weights } = await describeCheckpoint(path, 'best')
  return { config, step, data, mse: metrics.evaluation?.mse, weights: weights.sha256 }
}
