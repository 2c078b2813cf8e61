import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { AppEvent } from '../../contract/app.ts'
import { time } from '../../contract/base.ts'
import { invert } from '../../contract/library.ts'

/** A table that edits may change. Its key is `id INTEGER PRIMARY KEY`. */
export interface EditedTable {
  /** The schemas of the columns that an edit may write. */
  readonly columns: z.ZodObject
  /**
   * The schemas of the other columns of a row that an edit creates, which are written once. Absent if edits create no
   * rows. A table with them has a column `removed` among `columns`, which undoing a creation sets.
   */
  readonly created?: z.ZodObject
  /** Makes the event of changed rows. Absent if there is none, or if a listener of the history publishes it. */
  event?(db: DatabaseSync, ids: readonly number[]): AppEvent
}

export type EditedTables = Readonly<Record<string, EditedTable>>

/** When a row was taken out of the lists; null while it is in them. */
const removed = time.nullable()
const library = (): AppEvent => ({ type: 'library' })

/** The tables of the workspace that edits may change, and everything that the history knows about them. */
export const editedTables = {
  sets: { columns: z.object({ name: z.string(), invert, removed }), event: library },
  pictures: { columns: z.object({ removed }), event: library },
  // `Runs` publishes its rows itself, because the record of a run includes what is in its files.
  runs: { columns: z.object({ name: z.string(), removed }) },
  models: { columns: z.object({ name: z.string(), removed }), event: () => ({ type: 'models' }) },
  parses: {
    columns: z.object({ removed }),
    event: (db, ids) => ({ type: 'parses', pictureIds: picturesOf(db, ids) }),
  },
} satisfies EditedTables

/** The ids of the pictures that parses are of. */
export function picturesOf(db: DatabaseSync, parseIds: readonly number[]): number[] {
  return db
    .prepare('SELECT DISTINCT picture_id AS id FROM parses WHERE id IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(parseIds))
    .map(({ id }) => Number(id))
}
