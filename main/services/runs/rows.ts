import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../model/errors.ts'
import type { RnpConfig } from '../../../model/rnp/config.ts'
import { completeSettings, type TrainingSettings } from '../../../model/training/settings.ts'
import type { Run, RunState } from '../../contract/runs.ts'
import { transaction } from '../../workspace/transaction.ts'

/** A run as the workspace stores it. */
export interface RunRow {
  readonly id: number
  readonly name: string
  readonly state: RunState
  readonly preset: string
  readonly config: RnpConfig
  readonly settings: TrainingSettings
  readonly data: string
  readonly pictures: number
  /** Absolute path. */
  readonly folder: string
  readonly fromModel: number | null
  /** Name of that model. */
  readonly startedFrom: string | null
  readonly engine: string | null
  readonly error: Run['error'] | null
  readonly created: number
}

/** The table of runs. */
export class RunRows {
  readonly #db: DatabaseSync
  readonly #workspace: string

  constructor(db: DatabaseSync, workspace: string) {
    this.#db = db
    this.#workspace = workspace
  }

  /** Returns all runs that are not removed, newest first. */
  all(): RunRow[] {
    return this.#db
      .prepare(`${SELECT} WHERE removed IS NULL ORDER BY id DESC`)
      .all()
      .map((row) => this.#rowOf(row))
  }

  /** @throws RnpError 'missing' if the run is gone */
  get(id: number): RunRow {
    const row = this.find(id)
    if (row) return row
    throw new RnpError('missing/not-found', 'That run no longer exists.', 'Undo its removal.')
  }

  find(id: number): RunRow | undefined {
    const row = this.#db.prepare(`${SELECT} WHERE id = ? AND removed IS NULL`).get(id)
    return row && this.#rowOf(row)
  }

  add(run: Omit<RunRow, 'id' | 'startedFrom' | 'engine' | 'error' | 'created' | 'state' | 'folder'>): RunRow {
    const insert = this.#db.prepare(
      `INSERT INTO runs (name, state, preset, config, settings, data, pictures, folder, from_model, created)
       VALUES (?, 'waiting', ?, ?, ?, ?, ?, '', ?, ?)`,
    )
    const { preset, data, pictures, fromModel } = run
    const [config, settings] = [run.config, run.settings].map((each) => JSON.stringify(each))
    // In one transaction, because a row with an empty folder would refer to the folder of all runs.
    return transaction(this.#db, () => {
      const values = [run.name, preset, config, settings, data, pictures, fromModel, Date.now()]
      const id = Number(insert.run(...values).lastInsertRowid)
      this.#db.prepare('UPDATE runs SET folder = ? WHERE id = ?').run(folderName(id, run.name), id)
      return this.get(id)
    })
  }

  /** @param error null removes an earlier one */
  setState(id: number, state: RunState, error: Run['error'] | null = null): void {
    this.#db
      .prepare('UPDATE runs SET state = ?, error = ? WHERE id = ?')
      .run(state, error && JSON.stringify(error), id)
  }

  setEngine(id: number, engine: string): void {
    this.#db.prepare('UPDATE runs SET engine = ? WHERE id = ?').run(engine, id)
  }

  /** Marks runs that were running or waiting when the app ended as interrupted. */
  interruptAll(): void {
    this.#db.exec(`UPDATE runs SET state = 'interrupted' WHERE state IN ('running', 'waiting')`)
  }

  /**
   * Gives up the runs that were removed before `time`, and their models. Their rows are changed so that no undo can
   * restore them, since their files are going to be deleted.
   *
   * @returns the folders of all runs that have been given up
   */
  giveUp(time: number): string[] {
    const runs = this.#db.prepare('UPDATE runs SET removed = 0 WHERE removed > 0 AND removed < ?')
    const models = this.#db.prepare(
      'UPDATE models SET removed = 0 WHERE run_id IN (SELECT id FROM runs WHERE removed = 0)',
    )
    return transaction(this.#db, () => {
      if (runs.run(time).changes) models.run()
      const rows = this.#db.prepare('SELECT folder FROM runs WHERE removed = 0').all()
      return rows.map(({ folder }) => this.#path(String(folder)))
    })
  }

  #rowOf(row: Record<string, unknown>): RunRow {
    const parse = (value: unknown) => (value === null ? null : JSON.parse(String(value)))
    return {
      ...row,
      config: parse(row.config),
      settings: completeSettings(parse(row.settings)),
      error: parse(row.error),
      folder: this.#path(String(row.folder)),
    } as RunRow
  }

  #path(folder: string): string {
    return join(this.#workspace, 'runs', folder)
  }
}

const SELECT = `
  SELECT id, name, state, preset, config, settings, data, pictures, folder, engine, error, created,
    from_model AS fromModel, (SELECT models.name FROM models WHERE models.id = from_model) AS startedFrom
  FROM runs`

function folderName(id: number, name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  return slug ? `${id}-${slug}` : String(id)
}
