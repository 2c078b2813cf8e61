import type { DatabaseSync } from 'node:sqlite'
import { Settings } from '../../workspace/settings.ts'

/** Id of the model that parses; 0, which no model has, before there is one. */
export function currentModel(db: DatabaseSync): number {
  return Number(new Settings(db).get('model.current') ?? 0)
}
