import type { DatabaseSync } from 'node:sqlite'
import type { PictureRef } from '../../reader/pictureRef.ts'
import { slices } from '../../slices.ts'
import { pictureRecords } from '../library/query.ts'
import { inTurns, pictureRefs } from '../library/refs.ts'
import type { Parses } from './parses.ts'

/** The engine is asked for so many at once: enough to keep it busy, and no message takes long. */
const AT_ONCE = 1000

/** Parses the pictures that the current model has not parsed, as a job. */
export function parseAll(parses: Parses, ids: ArrayLike<number>): { jobId: number } {
  const { db, jobs } = parses.context
  const model = parses.models.get()
  const title = `Parsing ${ids.length.toLocaleString('en')} ${ids.length === 1 ? 'picture' : 'pictures'}`
  const { id } = jobs.start({ kind: 'parse', title, unit: 'pictures' }, async (job) => {
    const kept = await parses.kept(model)
    const wanted: PictureRef[] = []
    let before = 0
    for await (const some of inTurns(ids)) {
      job.signal.throwIfAborted()
      const refs = pictureRefs(db, some)
      const parsed = kept(refs)
      wanted.push(...refs.filter(({ id }) => !parsed.has(id)))
      before += parsed.size
    }
    let done = 0
    job.update({ total: wanted.length, done })
    const onKept = (made: readonly number[]) => {
      done += made.length
      job.update({ done })
    }
    for (const some of slices(wanted, AT_ONCE)) {
      const unreadable = await parses.make(model, some, onKept, job.signal)
      const sources = sourcesOf(
        db,
        unreadable.map((each) => each.id),
      )
      job.skip(
        unreadable.map((each) => ({ file: sources.get(each.id) ?? String(each.id), reason: each.reason })),
      )
    }
    const already = before > 0 ? `, ${before.toLocaleString('en')} parsed before` : ''
    return `${done.toLocaleString('en')} parsed by ${model.name}${already}`
  })
  return { jobId: id }
}

function sourcesOf(db: DatabaseSync, ids: readonly number[]): Map<number, string> {
  return new Map(pictureRecords(db, ids).map(({ id, source }) => [id, source]))
}
