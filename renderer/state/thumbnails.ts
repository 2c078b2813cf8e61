import { routes, type ThumbnailKind } from '../../main/contract/routes.ts'
import { unpackThumbnails } from '../../main/contract/thumbnails.ts'
import { BatchLoader } from '../client/batchLoader.ts'
import { onAppEvent } from '../client/events.ts'
import { fetchBytes } from '../client/fetchBytes.ts'

/** Thumbnails of a kind that are kept. With 96 px a side and four bytes a pixel they take at most 150 MB. */
const MAX_THUMBNAILS = 4000

/** Ids in a request: small, so that the first of a screenful arrive soon. */
const IDS_PER_REQUEST = 128

/** Thumbnails of a kind, as bitmaps ready to be drawn. */
export type Thumbnails = BatchLoader<ImageBitmap>

const loaders = new Map<ThumbnailKind, Thumbnails>()
type Listener = (kind: ThumbnailKind, ids: readonly number[]) => void

const listeners = new Set<Listener>()

/** The loader of thumbnails of a kind, one for the whole window. */
export function useThumbnails(kind: ThumbnailKind): Thumbnails {
  const existing = loaders.get(kind)
  if (existing) return existing
  const loader: Thumbnails = new BatchLoader({
    size: IDS_PER_REQUEST,
    capacity: MAX_THUMBNAILS,
    load: (ids, signal) => loadThumbnails(ids, kind, signal),
    dispose: (bitmap) => bitmap.close(),
    onLoad: (ids) => {
      for (const listener of listeners) listener(kind, ids)
    },
  })
  loaders.set(kind, loader)
  return loader
}

/** Calls `listener` when thumbnails have arrived. Returns a function that ends this. */
export function onThumbnails(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

onAppEvent('parses', ({ pictureIds }) => refreshParsed(pictureIds))
onAppEvent('models', () => refreshParsed())
onAppEvent('library', () => {
  // A picture's bytes never change, but a missing file may be back.
  loaders.get('picture')?.retry()
  // When the inversion of a set changes, its pictures have other latest parses.
  refreshParsed()
})

function refreshParsed(ids?: readonly number[]): void {
  loaders.get('reconstruction')?.refresh(ids)
  loaders.get('parts')?.refresh(ids)
}

async function loadThumbnails(
  ids: readonly number[],
  kind: ThumbnailKind,
  signal: AbortSignal,
): Promise<(ImageBitmap | undefined)[]> {
  const packed = unpackThumbnails(await fetchBytes(routes.thumbnails(ids, kind), signal))
  return Promise.all(
    packed.map(async (bytes) => {
      if (!bytes) return undefined
      return createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>])).catch(() => undefined)
    }),
  )
}
