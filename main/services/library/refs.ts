import type { DatabaseSync } from 'node:sqlite'
import { chunksInTurns } from '../../base/chunks.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { LISTED } from './filter.ts'

/** SQL over pictures: 1 if the picture is inverted. */
export const INVERTED = '(SELECT inverted FROM inversions WHERE picture_id = pictures.id)'

/** Returns where pictures lie, in the order of the given ids; those that are not in the library are left out. */
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

const IDS_PER_TURN = 1000

/** Iterates over many ids in chunks, between which the app does other work. */
export function idsInTurns(ids: ArrayLike<number>): AsyncGenerator<number[]> {
  return chunksInTurns(Array.from(ids), IDS_PER_TURN)
}
