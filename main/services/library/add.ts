import { basename, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { fileAddress, files } from '../../../model/data/formats/files.ts'
import { IMAGE_FORMATS } from '../../../model/data/imageFormats.ts'
import { RnpError } from '../../../model/errors.ts'
import type { ImportSource, PictureRecord } from '../../contract/library.ts'
import type { PictureFacts } from '../../reader/readerJobs.ts'
import { Settings } from '../../workspace/settings.ts'
import type { Library } from './library.ts'
import { pictureRecords } from './query.ts'
import { readFew } from './reading.ts'
import { addSet } from './sets.ts'
import { storePictures } from './store.ts'
import { uploadedPaths } from './uploads.ts'

const MAX_FILES = 64
const SET_NAME = 'Dropped pictures'

/**
 * Adds a few picture files to the set "Dropped pictures". Content that the set already has is not added again.
 *
 * @throws RnpError 'data' if none can be read, 'usage' for more than MAX_FILES files or a source that is not files
 */
export async function addPictures(
  library: Library,
  { source, signal = new AbortController().signal }: { source: ImportSource; signal?: AbortSignal },
): Promise<{ pictures: PictureRecord[]; skipped: { file: string; reason: string }[] }> {
  const { context, reader, thumbnails } = library
  const paths = await pathsOf(context.folder, source)
  const addresses = paths.map((path) => fileAddress(path))
  const read = await readFew(reader, addresses, signal)
  const skipped = read.flatMap((each, i) =>
    'reason' in each ? [{ file: paths[i], reason: each.reason }] : [],
  )
  if (skipped.length === read.length) {
    throw new RnpError(
      'data/unreadable',
      `${basename(skipped[0].file)} cannot be read: ${skipped[0].reason}.`,
      `Give ${IMAGE_FORMATS} pictures; folders and archives can be imported.`,
    )
  }
  const ids = read.flatMap((facts, i) => {
    if ('reason' in facts) return []
    const setId = droppedSet(context.db)
    const path = pathOfContent(context.db, setId, facts, paths[i])
    return storePictures(context.db, thumbnails, setId, [
      { ...fileAddress(path), name: basename(path), split: 'train', facts },
    ])
  })
  context.events.publish({ type: 'library' })
  return { pictures: pictureRecords(context.db, [...new Set(ids)]), skipped }
}

async function pathsOf(workspace: string, source: ImportSource): Promise<string[]> {
  if ('glyphs' in source)
    throw new RnpError('usage/invalid', 'Glyphs are generated.', 'Import them as a set.')
  const paths = 'upload' in source ? await uploadedPaths(workspace, source.upload) : source.paths
  if (paths.length <= MAX_FILES) return paths.map((path) => resolve(path))
  throw new RnpError(
    'usage/too-large',
    `${paths.length} files are too many to add at once.`,
    'Import them as a set.',
  )
}

function droppedSet(db: DatabaseSync): number {
  const settings = new Settings(db)
  const known = Number(settings.get('library.dropped') ?? 0)
  if (db.prepare('SELECT id FROM sets WHERE id = ? AND removed IS NULL').get(known)) return known
  const id = addSet(db, { name: SET_NAME, kind: files.name })
  settings.set('library.dropped', id)
  return id
}

/** The path at which the set already has this content, or the given one. The path of a missing file is updated. */
function pathOfContent(db: DatabaseSync, setId: number, { hash }: PictureFacts, path: string): string {
  const there = db
    .prepare('SELECT id, path, missing FROM pictures WHERE set_id = ? AND hash = ? AND removed IS NULL')
    .get(setId, hash)
  if (!there) return path
  if (there.missing) db.prepare('UPDATE OR IGNORE pictures SET path = ? WHERE id = ?').run(path, there.id)
  return there.missing ? path : String(there.path)
}
