import { stat } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { sourceOf } from '../../../model/data/formats/index.ts'
import { formatMany } from '../../contract/counts.ts'
import { CHANGED, type KnownPicture } from '../../reader/readerJobs.ts'
import type { RunningJob } from '../context.ts'
import type { Library } from './library.ts'
import { readPictures } from './reading.ts'
import { setById } from './sets.ts'
import { writeMany } from './writeMany.ts'

/** Many, because on a network drive each file takes long. */
const MAX_CONCURRENT_FILES = 32

/**
 * Starts a job that checks whether every file of a set is still there. It marks pictures whose file is gone as missing,
 * and unmarks those whose file is back with the same content.
 */
export function startCheck(library: Library, setId: number): { jobId: number } {
  const { context } = library
  const { name } = setById(context.db, setId)
  const { id } = context.jobs.start(
    { kind: 'check', title: `Checking the files of ${name}`, unit: 'files', setId },
    async (job) => {
      const gone = await goneFiles(context.db, setId, job)
      await markGone(context.db, setId, gone)
      const { back, changed } = await findBack(library, setId, gone, job)
      context.events.publish({ type: 'library' })
      return [`${formatMany(gone.size, 'file')} missing`]
        .concat(back > 0 ? `${formatMany(back, 'picture is', 'pictures are')} back` : [])
        .concat(changed > 0 ? `${formatMany(changed, 'has', 'have')} changed` : [])
        .join(', ')
    },
  )
  return { jobId: id }
}

async function goneFiles(db: DatabaseSync, setId: number, job: RunningJob): Promise<Set<string>> {
  const paths = db
    .prepare(`SELECT DISTINCT path FROM pictures WHERE set_id = ? AND removed IS NULL AND path <> ''`)
    .all(setId)
    .map(({ path }) => String(path))
  const gone = new Set<string>()
  for (let at = 0; at < paths.length; at += MAX_CONCURRENT_FILES) {
    job.signal.throwIfAborted()
    await Promise.all(
      paths.slice(at, at + MAX_CONCURRENT_FILES).map(async (path) => {
        const found = await stat(path).catch(() => undefined)
        if (!found?.isFile()) gone.add(path)
      }),
    )
    job.update({ done: Math.min(paths.length, at + MAX_CONCURRENT_FILES), total: paths.length })
  }
  return gone
}

async function markGone(db: DatabaseSync, setId: number, gone: ReadonlySet<string>): Promise<void> {
  const mark = db.prepare('UPDATE pictures SET missing = 1 WHERE set_id = ? AND path = ?')
  await writeMany(db, [...gone], (path) => mark.run(setId, path))
}

/** Reads the missing pictures that have a file again, and unmarks those with the same content. */
async function findBack(
  { context: { db }, reader }: Library,
  setId: number,
  gone: ReadonlySet<string>,
  job: RunningJob,
) {
  const missing = db
    .prepare(
      'SELECT id, kind, path, member, hash FROM pictures WHERE set_id = ? AND missing = 1 AND removed IS NULL',
    )
    .all(setId) as unknown as (KnownPicture & { id: number })[]
  const there = missing.filter(({ path }) => !gone.has(path))
  const back = new Set<number>()
  const onRead: Parameters<typeof readPictures>[2]['onRead'] = (read) => {
    for (const each of read) {
      const { id, hash } = there[each.index]
      if ('facts' in each && each.facts.hash === hash) back.add(id)
      else job.skip([{ file: sourceOf(there[each.index]), reason: 'facts' in each ? CHANGED : each.reason }])
    }
  }
  await readPictures(reader, there, { signal: job.signal, onRead })
  const unmark = db.prepare('UPDATE pictures SET missing = 0 WHERE id = ?')
  await writeMany(db, [...back], (id) => unmark.run(id))
  return { back: back.size, changed: there.length - back.size }
}
