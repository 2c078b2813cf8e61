import { sourceOf } from '../../../model/data/formats/index.ts'
import { chunks } from '../../base/chunks.ts'
import { formatCount, formatMany } from '../../contract/counts.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { latestParses } from '../library/latestParses.ts'
import { inTurns, pictureRefs } from '../library/refs.ts'
import type { Parses } from './parses.ts'

/** The engine is asked for so many at once: enough to keep it busy, and no message takes long. */
const AT_ONCE = 1000

/** Parses the pictures that the current model has not parsed, as a job. */
export function parseAll(parses: Parses, ids: ArrayLike<number>): { jobId: number } {
  const { db, jobs } = parses.context
  const model = parses.models.get()
  const title = `Parsing ${formatMany(ids.length, 'picture')}`
  const { id } = jobs.start({ kind: 'parse', title, unit: 'pictures' }, async (job) => {
    // So that the weights are known that it has now.
    await parses.models.describe(model)
    const wanted: PictureRef[] = []
    let before = 0
    for await (const some of inTurns(ids)) {
      job.signal.throwIfAborted()
      const refs = pictureRefs(db, some)
      const parsed = latestParses(db, model.id, some)
      wanted.push(...refs.filter(({ id }) => !parsed.has(id)))
      before += parsed.size
    }
    if (wanted.length === 0) return nothingLeft(before, model.name)
    let done = 0
    job.update({ total: wanted.length, done })
    const onKept = (made: readonly number[]) => {
      done += made.length
      job.update({ done })
    }
    for (const some of chunks(wanted, AT_ONCE)) {
      const unread = await parses.make(model, some, onKept, job.signal)
      job.skip(unread.map(({ ref, reason }) => ({ file: sourceOf(ref), reason })))
    }
    const already = before > 0 ? `, ${formatCount(before)} parsed before` : ''
    return `${formatCount(done)} parsed by ${model.name}${already}`
  })
  return { jobId: id }
}

function nothingLeft(before: number, model: string): string {
  if (before === 0) return 'There is no such picture to parse'
  return `Nothing is left to parse: ${formatMany(before, 'picture was', 'pictures were')} parsed by ${model} before`
}
