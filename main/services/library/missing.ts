import type { KnownPicture } from '../../reader/readerJobs.ts'
import type { Context } from '../context.ts'

/**
 * Marks pictures as missing that were not found where and as the library knew them; those that the library knows
 * otherwise by now are left as they are.
 */
export function markMissing(
  { db, events }: Pick<Context, 'db' | 'events'>,
  pictures: readonly (KnownPicture & { readonly id: number })[],
): void {
  if (pictures.length === 0) return
  const asked = pictures.map(({ id, path, member, hash }) => ({ id, path, member, hash }))
  const { changes } = db
    .prepare(
      `UPDATE pictures SET missing = 1 WHERE missing = 0 AND id IN (
         SELECT pictures.id FROM json_each(:asked) CROSS JOIN pictures ON pictures.id = value ->> 'id'
         WHERE pictures.path = value ->> 'path' AND member = value ->> 'member' AND hash = value ->> 'hash')`,
    )
    .run({ asked: JSON.stringify(asked) })
  if (changes > 0) events.publish({ type: 'library' })
}
