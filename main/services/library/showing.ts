import { isKnownKind, unknownFormat } from '../../../model/data/formats/index.ts'
import { RnpError } from '../../../model/errors.ts'
import type { ThumbnailKind } from '../../contract/routes.ts'
import type { Thumbnail } from '../../contract/thumbnails.ts'
import type { KnownPicture } from '../../reader/readerJobs.ts'
import { currentModel } from '../models/currentModel.ts'
import { passCulprits } from './culprits.ts'
import { LISTED } from './filter.ts'
import { latestParses } from './latestParses.ts'
import type { Library } from './library.ts'
import { markMissing } from './missing.ts'

/** Draws the thumbnail of a kept parse; undefined if it cannot be drawn. */
export type RenderParse = (parseId: number, as: Exclude<ThumbnailKind, 'picture'>) => Promise<Thumbnail>

/** Maximum side of a picture that is shown whole, px. */
const MAX_SHOWN_SIDE = 2048

type KnownRow = KnownPicture & { readonly id: number }

/** Returns thumbnails of pictures by their ids. Those that are not kept yet are made and kept. */
export async function thumbnailsOf(
  library: Library,
  ids: readonly number[],
  as: ThumbnailKind,
  renderParse: RenderParse,
  signal: AbortSignal,
): Promise<Thumbnail[]> {
  if (as !== 'picture') return parseThumbnailsOf(library, ids, as, renderParse)
  const rows = knownRows(library, ids)
  const found = new Map<number, Thumbnail>()
  const kept = library.thumbnails.get(rows.map(({ hash }) => hash))
  for (const [i, { id }] of rows.entries()) found.set(id, kept[i])
  // A picture in a format that only a newer version can read is not missing.
  const wanted = rows.filter(({ id, kind }) => !found.get(id) && isKnownKind(kind))
  const made = await makeThumbnails(library, wanted, signal)
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
 * Returns a picture of the library as a PNG of at most MAX_SHOWN_SIDE px a side.
 *
 * @throws RnpError 'missing' if its file is gone or has changed, upon which the picture is marked as missing; 'data' if
 *   it crashes or hangs its decoder, or only a newer version can read it
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
  let png: Uint8Array | undefined
  await passCulprits(library.reader, [0], {
    signal,
    read: async () => {
      const picture = addressOf(row)
      png = await library.reader.run('png', { picture, side: MAX_SHOWN_SIDE }, { signal })
    },
    blame(_, reason) {
      throw new RnpError(
        'data/unreadable',
        `${row.path} cannot be shown: ${reason}.`,
        'Save the picture again with another program.',
      )
    },
  })
  if (png) return png as Uint8Array<ArrayBuffer>
  markMissing(library.context, [row])
  throw new RnpError(
    'missing/not-found',
    `${row.path} is gone, or its content has changed.`,
    'Put the file back and check its set, or find it in another folder.',
  )
}

/** Makes thumbnails; undefined for a picture that is gone, null for one that crashes or hangs its decoder. */
async function makeThumbnails({ reader }: Library, rows: readonly KnownRow[], signal: AbortSignal) {
  const made: (Uint8Array | undefined | null)[] = []
  await passCulprits(reader, [...rows.keys()], {
    signal,
    read: async (places) => {
      const pictures = places.map((place) => addressOf(rows[place]))
      const thumbnails = await reader.run('thumbnails', pictures, { signal })
      for (const [i, place] of places.entries()) made[place] = thumbnails[i]
    },
    blame(place) {
      made[place] = null
    },
  })
  return made
}

/** Returns thumbnails of the latest parses of pictures by the current model. */
async function parseThumbnailsOf(
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
