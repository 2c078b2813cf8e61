import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { chunks } from '../../base/chunks.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { LISTED } from './filter.ts'

/** SQL over pictures: 1 where light and dark are inverted. */
export const INVERTED = '(SELECT inverted FROM inversions WHERE picture_id = pictures.id)'

/** Where pictures lie, in the order of the ids asked for; those that are not in the library (any more) are left out. */
export function pictureRefs(db: DatabaseSync, ids: Iterable<number>): PictureRef[] {
  const rows = db
    .prepare(
      `SELECT pictures.id AS id, pictures.kind AS kind, pictures.path AS path, member, hash, ${INVERTED} AS inverted
       FROM ${LISTED} ORDER BY json_each.key`,
    )
    .all({ ids: JSON.stringify([...ids]) }) as unknown as (Omit<PictureRef, 'inverted'> & {
    inverted: number
  })[]
  return rows.map((row) => ({ ...row, inverted: row.inverted === 1 }))
}

/** Looked up at once, of many pictures. */
const AT_ONCE = 1000

/** The ids of many pictures, some at a time: the app does other things in between. */
export async function* inTurns(ids: ArrayLike<number>): AsyncGenerator<number[]> {
  for (const some of chunks(Array.from(ids), AT_ONCE)) {
    yield some
    await setImmediate()
  }
}
