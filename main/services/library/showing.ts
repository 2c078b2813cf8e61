import { isKnownKind, unknownFormat } from '../../../model/data/formats/index.ts'
import { RnpError } from '../../../model/errors.ts'
import type { ThumbnailKind } from '../../contract/routes.ts'
import type { Thumbnail } from '../../contract/thumbnails.ts'
import { ProcessDied } from '../../processes/processDied.ts'
import type { Reader } from '../../reader/reader.ts'
import type { KnownPicture, ReaderJobs } from '../../reader/readerJobs.ts'
import { currentModel } from '../models/currentModel.ts'
import { LISTED } from './filter.ts'
import { latestParses } from './latestParses.ts'
import type { Library } from './library.ts'
import { markMissing } from './missing.ts'

/** Draws the thumbnail of a kept parse; undefined where it cannot be drawn. */
export type RenderParse = (parseId: number, as: Exclude<ThumbnailKind, 'picture'>) => Promise<Thumbnail>

/** The longest side of a picture that is shown whole, px. */
const SHOWN_SIDE = 2048

type KnownRow = KnownPicture & { readonly id: number }

/** Thumbnails of pictures by their ids: kept ones, and for the others made now and kept. */
export async function thumbnailsOf(
  library: Library,
  ids: readonly number[],
  as: ThumbnailKind,
  renderParse: RenderParse,
  signal: AbortSignal,
): Promise<Thumbnail[]> {
  if (as !== 'picture') return parsesOf(library, ids, as, renderParse)
  const rows = knownRows(library, ids)
  const found = new Map<number, Thumbnail>()
  const kept = library.thumbnails.get(rows.map(({ hash }) => hash))
  for (const [i, { id }] of rows.entries()) found.set(id, kept[i])
  // What only a newer version can read is not missing.
  const wanted = rows.filter(({ id, kind }) => !found.get(id) && isKnownKind(kind))
  const made = await make(library, wanted, signal)
  const gone = wanted.filter((_, i) => made[i] === undefined)
  markMissing(library.context, gone)
  for (const [i, { id }] of wanted.entries()) found.set(id, made[i] || undefined)
  library.thumbnails.put(
    wanted.flatMap(({ hash }, i) => {
      const thumbnail = made[i]
      return thumbnail ? [{ key: hash, thumbnail }] : []
    }),
  )
  return ids.map((id) => found.get(id))
}

/**
 * A picture of the library as a PNG. Refused as missing where its file is gone or has another content, which the
 * library then knows. Throws a data error where its decoder crashes or hangs over it, or only a newer version can read it.
 */
export async function pngOf(
  library: Library,
  id: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const [row] = knownRows(library, [id])
  if (!row)
    throw new RnpError(
      'missing/not-found',
      'That picture is no longer in the library.',
      'Undo its removal, or import it again.',
    )
  if (!isKnownKind(row.kind)) throw unknownFormat(row.kind)
  const png = await ask(library.reader, 'png', { picture: addressOf(row), side: SHOWN_SIDE }, signal).catch(
    (cause) => {
      signal.throwIfAborted()
      if (!(cause instanceof ProcessDied)) throw cause
      throw new RnpError(
        'data/unreadable',
        `${row.path} cannot be shown: its decoder crashed or hung.`,
        'Save the picture anew with another program.',
        { cause },
      )
    },
  )
  if (png) return png as Uint8Array<ArrayBuffer>
  markMissing(library.context, [row])
  throw new RnpError(
    'missing/not-found',
    `${row.path} is not there any more, or has another content.`,
    'Put the file back and check its set, or find it in another folder.',
  )
}

/** Made thumbnails; undefined where the picture is gone, null where its decoder crashed over it. */
async function make({ reader }: Library, rows: readonly KnownRow[], signal: AbortSignal) {
  if (rows.length === 0) return []
  const some = (few: readonly KnownRow[]) => ask(reader, 'thumbnails', few.map(addressOf), signal)
  try {
    return await some(rows)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof ProcessDied)) throw error
  }
  const made: (Uint8Array | undefined | null)[] = []
  for (const row of rows) {
    try {
      made.push(...(await some([row])))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof ProcessDied)) throw error
      made.push(null)
    }
  }
  return made
}

/** Has the reader do a job; a decoder that hangs is ended after a while, as if it had crashed. */
async function ask<Name extends keyof ReaderJobs>(
  reader: Reader,
  name: Name,
  input: ReaderJobs[Name]['input'],
  signal: AbortSignal,
): Promise<ReaderJobs[Name]['result']> {
  const timer = setTimeout(() => reader.restart().catch(() => {}), reader.patience)
  try {
    return await reader.run(name, input, { signal })
  } finally {
    clearTimeout(timer)
  }
}

/** Thumbnails of the latest parses by the current model. */
async function parsesOf(
  { context: { db }, thumbnails }: Library,
  ids: readonly number[],
  as: Exclude<ThumbnailKind, 'picture'>,
  renderParse: RenderParse,
): Promise<Thumbnail[]> {
  const latest = latestParses(db, currentModel(db), ids)
  const parses = ids.map((id) => latest.get(id))
  const keys = parses.map((id) => `${as} ${id}`)
  const kept = thumbnails.get(keys)
  return Promise.all(
    parses.map(async (id, i) => {
      if (id === undefined || kept[i]) return kept[i]
      const thumbnail = await renderParse(id, as)
      if (thumbnail) thumbnails.put([{ key: keys[i], thumbnail }])
      return thumbnail
    }),
  )
}

function knownRows({ context: { db } }: Library, ids: readonly number[]): KnownRow[] {
  return db
    .prepare(
      `SELECT pictures.id AS id, pictures.kind AS kind, pictures.path AS path, member, hash
       FROM ${LISTED} ORDER BY json_each.key`,
    )
    .all({ ids: JSON.stringify(ids) }) as unknown as KnownRow[]
}

function addressOf({ kind, path, member, hash }: KnownRow): KnownPicture {
  return { kind, path, member, hash }
}
