import type { DatabaseSync } from 'node:sqlite'
import type { PictureRef } from '../../reader/pictureRef.ts'
import { LISTED } from './filter.ts'

/** The grey from which a picture's border counts as light. */
const LIGHT = 128

/** SQL over pictures joined to sets: 1 where light and dark are turned round, by what the set says or by the border. */
export const INVERTED = `(sets.invert = 'always' OR (sets.invert = 'auto' AND ground >= ${LIGHT}))`

/** Where pictures lie, in the order of the ids asked for; those that are not in the library (any more) are left out. */
export function pictureRefs(db: DatabaseSync, ids: Iterable<number>): PictureRef[] {
  const rows = db
    .prepare(
      `SELECT pictures.id AS id, pictures.kind AS kind, pictures.path AS path, member, ${INVERTED} AS inverted
       FROM ${LISTED} ORDER BY json_each.key`,
    )
    .all({ ids: JSON.stringify([...ids]) }) as unknown as (Omit<PictureRef, 'inverted'> & {
    inverted: number
  })[]
  return rows.map((row) => ({ ...row, inverted: row.inverted === 1 }))
}
