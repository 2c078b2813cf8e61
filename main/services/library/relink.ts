import { stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { RnpError } from '../../../model/errors.ts'
import { formatCount } from '../../contract/counts.ts'
import type { KnownPicture } from '../../reader/readerJobs.ts'
import type { Library } from './library.ts'
import { setById } from './sets.ts'
import { writeMany } from './writeMany.ts'

/** Finds a set's missing files below another folder, by content, as a job. Refused where that is no folder. */
export async function startRelink(library: Library, setId: number, path: string): Promise<{ jobId: number }> {
  const { context, reader } = library
  const { name } = setById(context.db, setId)
  const folder = resolve(path)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw new RnpError('data', `There is no folder ${folder}.`, 'Choose another folder.')
  const { id } = context.jobs.start(
    { kind: 'relink', title: `Looking for the files of ${name}`, unit: 'files', setId },
    async (job) => {
      const wanted = missingFiles(context.db, setId)
      if (wanted.length === 0) return 'No file is missing'
      const { found, skipped } = await reader.run(
        'find',
        { folder, wanted },
        { signal: job.signal, onProgress: (done) => job.update({ done }) },
      )
      job.skip(skipped)
      await move(context.db, setId, folder, found)
      context.events.publish({ type: 'library' })
      const files = wanted.length === 1 ? 'file' : 'files'
      return `${formatCount(found.length)} of ${formatCount(wanted.length)} missing ${files} found`
    },
  )
  return { jobId: id }
}

/** One missing picture of each file. */
function missingFiles(db: DatabaseSync, setId: number): KnownPicture[] {
  return db
    .prepare(
      `SELECT kind, path, member, hash, min(id) FROM pictures
       WHERE set_id = ? AND missing = 1 AND removed IS NULL GROUP BY path`,
    )
    .all(setId)
    .map(({ kind, path, member, hash }) => ({ kind, path, member, hash }) as KnownPicture)
}

/** Pictures follow their files; so does the set, where all it was read from lies below the folder now. */
async function move(
  db: DatabaseSync,
  setId: number,
  folder: string,
  found: readonly { readonly path: string; readonly now: string }[],
): Promise<void> {
  // Where the set has the file there already, under its own name, the picture stays missing.
  const update = db.prepare(
    'UPDATE OR IGNORE pictures SET path = ?, missing = 0 WHERE set_id = ? AND path = ?',
  )
  await writeMany(db, found, ({ path, now }) => update.run(now, setId, path))
  const { path } = setById(db, setId)
  if (path === null) return
  const now = found.find((each) => each.path === path)?.now ?? (isBelow(db, setId, folder) ? folder : path)
  db.prepare('UPDATE sets SET path = ? WHERE id = ?').run(now, setId)
}

/** Whether all pictures of a set lie below a folder. */
function isBelow(db: DatabaseSync, setId: number, folder: string): boolean {
  const outside = db.prepare(
    'SELECT 1 FROM pictures WHERE set_id = ? AND removed IS NULL AND substr(path, 1, length(?2)) <> ?2 LIMIT 1',
  )
  return outside.get(setId, join(folder, sep)) === undefined
}
