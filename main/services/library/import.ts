import { rm, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { files } from '../../../model/data/formats/files.ts'
import { glyphs, listGlyphs } from '../../../model/data/formats/glyphs.ts'
import { formatNamed, nameOf, sourceOf, unknownFormat } from '../../../model/data/formats/index.ts'
import { IMAGE_FORMATS } from '../../../model/data/imageFormats.ts'
import type { Skipped } from '../../../model/data/imageSet.ts'
import { isStretchedNote } from '../../../model/data/levels.ts'
import type { ListedPicture } from '../../../model/data/listing.ts'
import { RnpError } from '../../../model/errors.ts'
import { chunksInTurns } from '../../base/chunks.ts'
import { formatMany } from '../../contract/counts.ts'
import type { ImportSource, Invert } from '../../contract/library.ts'
import type { ListingPiece, ReadPicture } from '../../reader/readerJobs.ts'
import type { Context, RunningJob } from '../context.ts'
import { type Library, lookingThrough, throttledPublisher } from './library.ts'
import { readPictures } from './reading.ts'
import { addSet, notesOf, setAt, setById } from './sets.ts'
import { type NewPicture, storePictures } from './store.ts'
import { uploadedPaths, uploadFolder } from './uploads.ts'

/** Fixed, so that the same pictures are held out each time a source is read. */
const SPLIT_SEED = 0
/** Pictures are stored in batches, because the app's process waits for each write to the disk. */
const PICTURES_PER_WRITE = 200
const MAX_WRITE_DELAY_MS = 300
const SKIPPED_FILES_PER_TURN = 200
const GENERATED_PICTURES_PER_TURN = 1000

export interface ImportRequest {
  readonly source: ImportSource
  readonly name?: string
  readonly invert?: Invert
}

interface Started {
  readonly jobId: number
  readonly setId: number
}

/**
 * Starts a job that reads pictures into a new set. If the same path has been imported before, its set is refreshed
 * instead.
 *
 * @throws RnpError 'data' if there is nothing at any of the paths
 */
export async function startImport(
  library: Library,
  { source, name, invert }: ImportRequest,
): Promise<Started> {
  const { db } = library.context
  if ('glyphs' in source) {
    const { count, seed } = source.glyphs
    const setId = addSet(db, { name: name ?? 'Glyphs', kind: glyphs.name, invert: invert ?? glyphs.invert })
    return startReading(library, setId, (_, take) => takeInTurns(listGlyphs(count, seed), take))
  }
  const isUpload = 'upload' in source
  const { folder } = library.context
  const paths = isUpload ? await uploadedPaths(folder, source.upload) : source.paths
  return importPaths(
    library,
    paths.map((path) => resolve(path)),
    {
      name,
      invert,
      ...(isUpload && { skipped: source.notSent, upload: uploadFolder(folder, source.upload) }),
    },
  )
}

/**
 * Imports paths as `startImport` does.
 *
 * @param dataset the id of the public data set that lies there
 * @param skipped what could not be brought there
 * @param upload the folder of the upload that lies there; it is removed where nothing of it can be read
 */
export async function importPaths(
  library: Library,
  paths: readonly string[],
  {
    name,
    invert,
    dataset,
    skipped,
    upload,
  }: {
    name?: string
    invert?: Invert
    dataset?: string
    skipped?: readonly Skipped[]
    upload?: string
  } = {},
): Promise<Started> {
  const { db } = library.context
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)))
  if (found.every((each) => each === undefined)) {
    throw new RnpError(
      'data/not-found',
      `There is nothing at ${paths[0]}.`,
      'Check the path, or drop the files here again.',
    )
  }
  const [path] = paths
  const before = paths.length === 1 ? setAt(db, path) : undefined
  if (before)
    return { ...startRefresh(library, before.id, ' (it is in the library already)'), setId: before.id }
  const setId = addSet(db, {
    name: name ?? (paths.length === 1 ? basename(path) : `${basename(path)} and ${paths.length - 1} more`),
    // Replaced once the listing shows what it is.
    kind: files.name,
    path: paths.length === 1 ? path : undefined,
    dataset,
    invert,
  })
  const onEmpty = upload === undefined ? undefined : () => rm(upload, { recursive: true, force: true })
  return startReading(
    library,
    setId,
    (job, take) => {
      if (skipped) take({ pictures: [], skipped })
      return list(library, { setId, paths, invert }, job, take)
    },
    { onEmpty },
  )
}

/**
 * Starts a job that reads a set again from its path. It adds new pictures, and unmarks missing ones that are there
 * again.
 *
 * @throws RnpError 'usage' if the set has no path, or an error if only a newer version knows its format
 */
export function startRefresh(library: Library, setId: number, why = ''): { jobId: number } {
  const set = setById(library.context.db, setId)
  const { path } = set
  if (!formatNamed(set.kind)) throw unknownFormat(set.kind)
  if (path === null) {
    const reason = set.kind === glyphs.name ? 'is generated' : 'was made of single files'
    throw new RnpError(
      'usage/wrong-state',
      `${set.name} ${reason}: there is nothing to read again.`,
      'Import the files again.',
    )
  }
  const title = `Looking for new pictures in ${set.name}${why}`
  const source = { setId, paths: [path], invert: set.invert }
  return startReading(library, setId, (job, take) => list(library, source, job, take), { title })
}

/** Receives some of the pictures of a source and of the files that were skipped there. */
type Take = (piece: ListingPiece) => void

/** Passes on pictures that are generated here, in turns with other work of the app. */
async function takeInTurns(pictures: Iterable<ListedPicture>, take: Take): Promise<void> {
  for await (const some of chunksInTurns(pictures, GENERATED_PICTURES_PER_TURN)) {
    take({ pictures: some, skipped: [] })
  }
}

/** Lists a source in the reader, and updates the set with its format and notes. */
async function list(
  { reader, context: { db } }: Library,
  {
    setId,
    paths,
    invert,
  }: { readonly setId: number; readonly paths: readonly string[]; readonly invert?: Invert },
  job: RunningJob,
  take: Take,
): Promise<void> {
  const {
    kind,
    notes,
    remarks = [],
  } = await reader.run(
    'list',
    { paths, seed: SPLIT_SEED },
    {
      signal: job.signal,
      onProgress: (found) => {
        if (typeof found !== 'number') take(found)
        else job.update({ note: lookingThrough(found) })
      },
    },
  )
  // What was stretched is not read again.
  const stretched = notesOf(db, setId).filter(isStretchedNote)
  db.prepare('UPDATE sets SET kind = ?, invert = ?, notes = ? WHERE id = ?').run(
    kind,
    invert ?? formatNamed(kind)?.invert ?? 'auto',
    JSON.stringify([...remarks, ...notes, ...stretched]),
    setId,
  )
}

function startReading(
  library: Library,
  setId: number,
  list: (job: RunningJob, take: Take) => Promise<void>,
  { title, onEmpty }: { title?: string; onEmpty?: () => Promise<void> } = {},
): Started {
  const { context } = library
  const set = setById(context.db, setId)
  context.events.publish({ type: 'library' })
  const { id } = context.jobs.start(
    { kind: 'import', title: title ?? `Importing ${set.name}`, unit: 'pictures', setId },
    async (job) => {
      const publishChange = throttledPublisher(context)
      const isNew = newIn(context.db, setId)
      const fresh: ListedPicture[] = []
      const skipped: Skipped[] = []
      let listed = 0
      const take: Take = (piece) => {
        for (const picture of piece.pictures) if (isNew(picture)) fresh.push(picture)
        skipped.push(...piece.skipped)
        listed += piece.pictures.length
      }
      await list(job, take).catch(async (error: unknown) => {
        if (removeIfEmpty(context, setId)) await onEmpty?.()
        throw error
      })
      try {
        // Files that were skipped before are tried again.
        context.db.prepare('DELETE FROM skipped WHERE set_id = ?').run(setId)
        publishChange()
        for await (const some of chunksInTurns(skipped, SKIPPED_FILES_PER_TURN)) {
          job.skip(some)
          publishChange()
        }
        const stored = await readInto(library, { setId, pictures: fresh, publishChange }, job)
        job.signal.throwIfAborted()
        const passedOver = skipped.length + fresh.length
        if (stored === 0 && removeIfEmpty(context, setId)) {
          await onEmpty?.()
          throw nothingUsable(set.name, passedOver)
        }
        return summary(stored, listed - fresh.length)
      } finally {
        publishChange.flush()
      }
    },
  )
  return { jobId: id, setId }
}

/** Removes a set from the library if it has no pictures; returns whether it had none. */
function removeIfEmpty({ db, events }: Context, setId: number): boolean {
  const { changes } = db
    .prepare(
      `UPDATE sets SET removed = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM pictures WHERE set_id = sets.id)`,
    )
    .run(Date.now(), setId)
  events.publish({ type: 'library' })
  return changes > 0
}

function nothingUsable(name: string, skipped: number): RnpError {
  return new RnpError(
    'data/empty',
    `No usable picture in ${name}: ${skipped === 0 ? 'it has no files' : `${formatMany(skipped, 'file')} skipped`}.`,
    `Give ${IMAGE_FORMATS} pictures, or what holds them.`,
  )
}

/** Returns a test for pictures that a set does not have, has as missing, or has as pictures of another kind. */
function newIn(db: DatabaseSync, setId: number): (picture: ListedPicture) => boolean {
  const find = db.prepare(
    'SELECT 1 FROM pictures WHERE set_id = ? AND path = ? AND member = ? AND kind = ? AND missing = 0',
  )
  return ({ path, member, kind }) => find.get(setId, path, member, kind) === undefined
}

/** Reads pictures and stores them as they come. Stored pictures remain when the job is cancelled. */
async function readInto(
  { context, reader, thumbnails }: Library,
  {
    setId,
    pictures,
    publishChange,
  }: {
    readonly setId: number
    readonly pictures: readonly ListedPicture[]
    readonly publishChange: () => void
  },
  job: RunningJob,
): Promise<number> {
  let held: NewPicture[] = []
  let since = Date.now()
  let stored = 0
  let done = 0
  const store = () => {
    storePictures(context.db, thumbnails, setId, held)
    stored += held.length
    held = []
    since = Date.now()
    publishChange()
  }
  const onRead = (read: readonly ReadPicture[]) => {
    for (const each of read) {
      if (!('facts' in each)) continue
      const picture = pictures[each.index]
      held.push({ ...picture, label: labelOf(picture), name: nameOf(picture), facts: each.facts })
    }
    const skipped = read.flatMap((each) =>
      'facts' in each ? [] : [{ file: sourceOf(pictures[each.index]), reason: each.reason }],
    )
    if (skipped.length > 0) {
      job.skip(skipped)
      publishChange()
    }
    done += read.length
    job.update({ done, total: pictures.length })
    if (held.length >= PICTURES_PER_WRITE || Date.now() - since >= MAX_WRITE_DELAY_MS) store()
  }
  job.update({ done: 0, total: pictures.length, note: undefined })
  try {
    await readPictures(reader, pictures, { signal: job.signal, onRead })
  } finally {
    if (held.length > 0) store()
  }
  return stored
}

/** A picture in the folder itself, beside folders that are labels, has no label. */
function labelOf({ label }: ListedPicture): string | undefined {
  return label === '.' ? undefined : label
}

function summary(stored: number, before: number): string {
  const added = `${formatMany(stored, 'picture')} added`
  return before > 0 ? `${added}, ${formatMany(before, 'was', 'were')} there already` : added
}
