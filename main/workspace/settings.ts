import type { DatabaseSync } from 'node:sqlite'
import type { WindowSetting } from '../contract/settings.ts'

/** The app's own settings, which a window cannot reach; it has those of `windowSetting`. */
type AppSetting =
  /** Id of the set of dropped pictures, whose name may have been changed. */
  | 'library.dropped'
  /** Id of the model that parses. */
  | 'model.current'
  /** Port of the page when it was last served. */
  | 'web.port'

export type Setting = AppSetting | WindowSetting

/** What the app and its windows remember between starts, by name. Nothing else reads or writes their table. */
export class Settings {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  get(name: Setting): unknown {
    const row = this.#db.prepare('SELECT value FROM settings WHERE name = ?').get(name)
    return row && JSON.parse(String(row.value))
  }

  set(name: Setting, value: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, JSON.stringify(value))
  }
}
