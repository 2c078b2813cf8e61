import { pictureRecords } from '../library/query.ts'
import { pictureRefs } from '../library/refs.ts'
import type { Parses } from './parses.ts'

/** Parses the pictures that the current model has not parsed, as a job. */
export function parseAll(parses: Parses, ids: ArrayLike<number>): { jobId: number } {
  const { db, jobs } = parses.context
  const model = parses.models.get()
  const title = `Parsing ${ids.length.toLocaleString('en')} ${ids.length === 1 ? 'picture' : 'pictures'}`
  const { id } = jobs.start({ kind: 'parse', title, unit: 'pictures' }, async (job) => {
    const refs = pictureRefs(db, Array.from(ids))
    const parsed = await parses.parsed(model, refs)
    const wanted = refs.filter((ref) => !parsed.has(ref.id))
    let done = 0
    job.update({ total: wanted.length, done })
    const { unreadable } = await parses.make(
      model,
      wanted,
      (kept) => {
        done += kept.length
        job.update({ done })
      },
      job.signal,
    )
    const sources = new Map(
      pictureRecords(
        db,
        unreadable.map((each) => each.id),
      ).map((each) => [each.id, each.source]),
    )
    job.skip(
      unreadable.map((each) => ({ file: sources.get(each.id) ?? String(each.id), reason: each.reason })),
    )
    const before = parsed.size > 0 ? `, ${parsed.size.toLocaleString('en')} parsed before` : ''
    return `${done.toLocaleString('en')} parsed by ${model.name}${before}`
  })
  return { jobId: id }
}
