import type { DatabaseSync } from 'node:sqlite'
import type { PictureRef } from '../../reader/pictureRef.ts'

/** The grey from which a picture's border counts as light. */
const LIGHT = 128

/** SQL over pictures joined to sets: 1 where light and dark are turned round, by what the set says or by the border. */
export const INVERTED = `(sets.invert = 'always' OR (sets.invert = 'auto' AND ground >= ${LIGHT}))`

/** Where pictures lie, in the order of the ids asked for; those that are not in the library (any more) are left out. */
export function pictureRefs(db: DatabaseSync, ids: Iterable<number>): PictureRef[] {
  const select = db.prepare(`
    SELECT pictures.id AS id, pictures.kind AS kind, pictures.path AS path, member, ${INVERTED} AS inverted
    FROM pictures JOIN sets ON sets.id = set_id
    WHERE pictures.id = ? AND pictures.removed IS NULL AND sets.removed IS NULL`)
  const refs: PictureRef[] = []
  for (const id of ids) {
    const row = select.get(id) as unknown as (Omit<PictureRef, 'inverted'> & { inverted: number }) | undefined
    if (row) refs.push({ ...row, inverted: row.inverted === 1 })
  }
  return refs
}
