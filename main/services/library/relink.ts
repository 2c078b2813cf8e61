import { stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { RnpError } from '../../../model/errors.ts'
import { formatCount, formatMany } from '../../contract/counts.ts'
import type { KnownPicture } from '../../reader/readerJobs.ts'
import { type Found, findFiles } from './findFiles.ts'
import type { Library } from './library.ts'
import { setById } from './sets.ts'
import { WantedFiles } from './wantedFiles.ts'
import { writeMany } from './writeMany.ts'

const FILES_PER_TURN = 1000

/**
 * Starts a job that finds a set's missing files below another folder, by their content.
 *
 * @throws RnpError 'data' if there is no such folder
 */
export async function startRelink(library: Library, setId: number, path: string): Promise<{ jobId: number }> {
  const { context } = library
  const { name } = setById(context.db, setId)
  const folder = resolve(path)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw new RnpError('data/not-found', `There is no folder ${folder}.`, 'Choose another folder.')
  const { id } = context.jobs.start(
    { kind: 'relink', title: `Looking for the files of ${name}`, unit: 'files', setId },
    async (job) => {
      const wanted = await missingFiles(context.db, setId)
      const { count } = wanted
      if (count === 0) return 'No file is missing'
      const found = await findFiles(library, folder, wanted, job)
      await move(context.db, setId, folder, found)
      context.events.publish({ type: 'library' })
      return `${formatCount(found.length)} of ${formatMany(count, 'missing file')} found`
    },
  )
  return { jobId: id }
}

/** Collects the files of a set's missing pictures, in turns with other work of the app. */
async function missingFiles(db: DatabaseSync, setId: number): Promise<WantedFiles> {
  const next = db.prepare(
    `SELECT kind, path, member, hash FROM pictures
     WHERE set_id = ? AND path > ? AND missing = 1 AND removed IS NULL ORDER BY path LIMIT 1`,
  )
  const wanted = new WantedFiles()
  for (let at = ''; ; ) {
    const picture = next.get(setId, at) as unknown as KnownPicture | undefined
    if (!picture) return wanted
    wanted.add(picture)
    at = picture.path
    if (wanted.count % FILES_PER_TURN === 0) await setImmediate()
  }
}

/** Updates the paths of found pictures, and that of the set if all its pictures are below the folder now. */
async function move(db: DatabaseSync, setId: number, folder: string, found: readonly Found[]): Promise<void> {
  // If the set already has a picture at the new path, this one stays missing.
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
