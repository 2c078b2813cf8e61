import type { KnownPicture } from '../../reader/readerJobs.ts'
import type { Context } from '../context.ts'

/**
 * Marks pictures as missing that were not found at their place with their content. Those whose place or content the
 * library has updated meanwhile are left as they are.
 */
export function markMissing(
  { db, events }: Pick<Context, 'db' | 'events'>,
  pictures: readonly (KnownPicture & { readonly id: number })[],
): void {
  if (pictures.length === 0) return
  const notFound = pictures.map(({ id, path, member, hash }) => ({ id, path, member, hash }))
  const { changes } = db
    .prepare(
      `UPDATE pictures SET missing = 1 WHERE missing = 0 AND id IN (
         SELECT pictures.id FROM json_each(:pictures) CROSS JOIN pictures ON pictures.id = value ->> 'id'
         WHERE pictures.path = value ->> 'path' AND member = value ->> 'member' AND hash = value ->> 'hash')`,
    )
    .run({ pictures: JSON.stringify(notFound) })
  if (changes > 0) events.publish({ type: 'library' })
}
