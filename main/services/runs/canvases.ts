import { sourceOf } from '../../../model/data/formats/index.ts'
import { RnpError } from '../../../model/errors.ts'
import { formatCount } from '../../contract/counts.ts'
import type { Canvases } from '../../engine/engineJobs.ts'
import type { PictureRef } from '../../reader/readerJobs.ts'
import { type RunPictures, writeRunPictures } from '../../runFolder/pictures.ts'
import type { RunningJob } from '../context.ts'
import { canvasesOf } from '../library/canvases.ts'
import type { Library } from '../library/library.ts'

interface Reading {
  /** The run's folder. */
  readonly folder: string
  /** Canvas side S of its model, px. */
  readonly side: number
  readonly resume: boolean
}

/**
 * Reads the pictures of a run onto the model's canvas. Indices count those it trains on first, then the held-out ones.
 * Pictures that a new run cannot read are skipped, and removed from its list.
 *
 * @throws RnpError 'data' if nothing to train on, or nothing held out, is left, and if a resumed run cannot read all of
 *   its pictures
 */
export async function* runCanvases(
  library: Pick<Library, 'context' | 'reader'>,
  pictures: RunPictures,
  { folder, side, resume }: Reading,
  job: Pick<RunningJob, 'signal' | 'update' | 'skip'>,
): AsyncGenerator<Canvases> {
  const refs = [...pictures.train, ...pictures.test]
  const unread = new Map<PictureRef, string>()
  let done = 0
  for await (const { indices, pixels, failed } of canvasesOf(library, refs, side, job.signal)) {
    for (const { index, reason } of failed) unread.set(refs[index], reason)
    done += indices.length + failed.length
    const of = `${formatCount(done)} of ${formatCount(refs.length)}`
    job.update({ note: done < refs.length ? `reading pictures: ${of}` : '' })
    yield { indices, pixels }
  }
  if (unread.size === 0) return
  if (resume) throw goneSinceStart(unread, refs.length)
  job.skip([...unread].map(([ref, reason]) => ({ file: sourceOf(ref), reason })))
  const read = (ref: PictureRef) => !unread.has(ref)
  const left = { train: pictures.train.filter(read), test: pictures.test.filter(read) }
  if (left.train.length === 0 || left.test.length === 0) throw noneLeft(left, unread)
  await writeRunPictures(folder, left)
}

/** The first picture that could not be read, and why. */
function firstOf(unread: ReadonlyMap<PictureRef, string>): string {
  const [[ref, reason]] = unread
  return `${sourceOf(ref)}: ${reason}`
}

function goneSinceStart(unread: ReadonlyMap<PictureRef, string>, total: number): RnpError {
  return new RnpError(
    'data/not-found',
    `${unread.size} of the run's ${total} pictures cannot be read any more: ${firstOf(unread)}.`,
    'Put the files back as they were to resume this run, or start a new run from its model.',
  )
}

function noneLeft({ train }: RunPictures, unread: ReadonlyMap<PictureRef, string>): RnpError {
  return new RnpError(
    'data/empty',
    `No ${train.length === 0 ? 'picture to train on' : 'held-out picture'} can be read: ${firstOf(unread)}.`,
    'Check the set in the library: its files may have moved.',
  )
}
