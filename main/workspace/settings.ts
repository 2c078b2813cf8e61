import type { DatabaseSync } from 'node:sqlite'

/** What the app and its windows remember between starts, by name. */
export class Settings {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  get(name: string): unknown {
    const row = this.#db.prepare('SELECT value FROM settings WHERE name = ?').get(name)
    return row && JSON.parse(String(row.value))
  }

  set(name: string, value: unknown): void {
    this.#db
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, JSON.stringify(value))
  }
}
