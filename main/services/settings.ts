import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../model/errors.ts'

/** Bytes of a setting's JSON, and how many there may be. */
const MOST_BYTES = 64 * 1024
const MOST = 500

/** What windows remember between starts, by name. */
export class Settings {
  readonly #db: DatabaseSync

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  all(): Record<string, unknown> {
    const rows = this.#db.prepare('SELECT name, value FROM settings ORDER BY name').all()
    return Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(String(value))]))
  }

  get(name: string): unknown {
    const row = this.#db.prepare('SELECT value FROM settings WHERE name = ?').get(name)
    return row && JSON.parse(String(row.value))
  }

  /** Throws a usage error where it is too large, or there are too many. */
  set(name: string, value: unknown): void {
    const text = JSON.stringify(value)
    if (Buffer.byteLength(text) > MOST_BYTES) {
      throw new RnpError('usage', `The setting ${name} is larger than 64 KiB.`, 'Keep less in it.')
    }
    const { others } = this.#db.prepare('SELECT count(*) AS others FROM settings WHERE name <> ?').get(name)!
    if (Number(others) >= MOST) {
      throw new RnpError('usage', `There are ${MOST} settings already.`, 'Use the names that are there.')
    }
    this.#db
      .prepare(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, text)
  }
}
