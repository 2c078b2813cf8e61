import type { DatabaseSync } from 'node:sqlite'
import { glyphs } from '../../../model/data/formats/glyphs.ts'
import { formatNamed, unknownFormat } from '../../../model/data/formats/index.ts'
import { RnpError } from '../../../model/errors.ts'
import type { Invert, PictureSet } from '../../contract/library.ts'
import { type Group, summarize } from './query.ts'

/** A row of the table of sets. */
export interface SetRow {
  readonly id: number
  readonly name: string
  readonly kind: PictureSet['kind']
  readonly path: string | null
  readonly dataset: string | null
  readonly invert: Invert
  readonly notes: string
  readonly added: number
}

const COLUMNS = 'id, name, kind, path, dataset, invert, notes, added'

/** Returns all sets of the library with their counts, newest first. */
export function pictureSets(db: DatabaseSync): PictureSet[] {
  const rows = db.prepare(`SELECT ${COLUMNS} FROM sets WHERE removed IS NULL ORDER BY id DESC`).all()
  const groups = Map.groupBy(
    db
      .prepare(
        `SELECT set_id, label, split, missing, count(*) AS count FROM pictures
         WHERE set_id IN (SELECT id FROM sets WHERE removed IS NULL) AND removed IS NULL
         GROUP BY set_id, label, split, missing`,
      )
      .all() as unknown as (Group & { set_id: number })[],
    ({ set_id }) => set_id,
  )
  const skipped = new Map(
    db
      .prepare('SELECT set_id, count(*) AS count FROM skipped GROUP BY set_id')
      .all()
      .map((row) => [row.set_id, Number(row.count)]),
  )
  return (rows as unknown as SetRow[]).map(({ path, dataset: _, notes, ...row }) => ({
    ...row,
    generated: formatNamed(row.kind) === glyphs,
    ...(path !== null && { path }),
    ...summarize(groups.get(row.id) ?? []),
    notes: [
      ...(formatNamed(row.kind) ? [] : [unknownFormat(row.kind).message]),
      ...(JSON.parse(notes) as string[]),
    ],
    skipped: skipped.get(row.id) ?? 0,
  }))
}

/**
 * Returns a set of the library.
 *
 * @throws RnpError 'missing' if it is not in the library (any more)
 */
export function setById(db: DatabaseSync, id: number): SetRow {
  const row = db.prepare(`SELECT ${COLUMNS} FROM sets WHERE id = ? AND removed IS NULL`).get(id)
  if (row) return row as unknown as SetRow
  throw new RnpError(
    'missing/not-found',
    'That set is no longer in the library.',
    'Undo its removal, or import it again.',
  )
}

/** Returns the notes of a set; an empty list if there is no such set. */
export function notesOf(db: DatabaseSync, id: number): string[] {
  const row = db.prepare('SELECT notes FROM sets WHERE id = ?').get(id)
  return row ? (JSON.parse(String(row.notes)) as string[]) : []
}

/** Finds the newest set that was read from a path. */
export function setAt(db: DatabaseSync, path: string): SetRow | undefined {
  const row = db
    .prepare(`SELECT ${COLUMNS} FROM sets WHERE path = ? AND removed IS NULL ORDER BY id DESC`)
    .get(path)
  return row as unknown as SetRow | undefined
}

export function addSet(
  db: DatabaseSync,
  set: Pick<SetRow, 'name' | 'kind'> & Partial<Pick<SetRow, 'path' | 'dataset' | 'invert'>>,
): number {
  const { lastInsertRowid } = db
    .prepare('INSERT INTO sets (name, kind, path, dataset, invert, added) VALUES (?, ?, ?, ?, ?, ?)')
    .run(set.name, set.kind, set.path ?? null, set.dataset ?? null, set.invert ?? 'auto', Date.now())
  return Number(lastInsertRowid)
}
