import { sourceOf } from '../../../model/data/formats/index.ts'
import { chunks } from '../../base/chunks.ts'
import { formatCount, formatMany } from '../../contract/counts.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { latestParses } from '../library/latestParses.ts'
import { idsInTurns, pictureRefs } from '../library/refs.ts'
import type { Parses } from './parses.ts'

/** Enough pictures to keep the engine busy, but few enough for short messages. */
const PICTURES_PER_REQUEST = 1000

/** Starts a job that parses those pictures that the current model has not parsed. */
export function parseAll(parses: Parses, ids: ArrayLike<number>): { jobId: number } {
  const { db, jobs } = parses.context
  const model = parses.models.get()
  const title = `Parsing ${formatMany(ids.length, 'picture')}`
  const { id } = jobs.start({ kind: 'parse', title, unit: 'pictures' }, async (job) => {
    // This stores the model's current weights, which decide what counts as parsed.
    await parses.models.describe(model)
    const wanted: PictureRef[] = []
    let before = 0
    for await (const some of idsInTurns(ids)) {
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
    for (const some of chunks(wanted, PICTURES_PER_REQUEST)) {
      const unread = await parses.make(model, some, onKept, job.signal)
      job.skip(unread.map(({ ref, reason }) => ({ file: sourceOf(ref), reason })))
    }
    const already = before > 0 ? `, ${formatCount(before)} parsed before` : ''
    return `${formatCount(done)} parsed by ${model.name}${already}`
  })
  return { jobId: id }
}

function nothingLeft(before: number, model: string): string {
  if (before === 0) return 'There are no pictures to parse'
  return `Nothing is left to parse: ${formatMany(before, 'picture was', 'pictures were')} parsed by ${model} before`
}
