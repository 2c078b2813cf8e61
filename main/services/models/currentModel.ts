import type { DatabaseSync } from 'node:sqlite'
import { Settings } from '../../workspace/settings.ts'

/** The id of the model that parses; before there is one it is 0, which no model has. */
export function currentModel(db: DatabaseSync): number {
  return Number(new Settings(db).get('model.current') ?? 0)
}
