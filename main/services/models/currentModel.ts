import type { DatabaseSync } from 'node:sqlite'

/** Id of the model that parses; 0, which no model has, before there is one. */
export function currentModel(db: DatabaseSync): number {
  const row = db.prepare(`SELECT value FROM settings WHERE name = 'model.current'`).get()
  return row ? Number(JSON.parse(String(row.value))) : 0
}
