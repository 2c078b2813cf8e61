import { routes, type ThumbnailKind } from '../../main/contract/routes.ts'
import { unpackThumbnails } from '../../main/contract/thumbnails.ts'
import { BatchLoader } from '../client/batchLoader.ts'
import { onAppEvent } from '../client/events.ts'
import { fetchBytes } from '../client/fetchBytes.ts'

/** Pictures of 96 px a side and four bytes a pixel: 150 MB at most, and for drawings of 28 px a tenth of that. */
const CAPACITY = 4000

/** Ids in a request: a screenful comes in a few, and the first of them soon. */
const BATCH = 128

/** Thumbnails of a kind, as bitmaps ready to be drawn. */
export type Thumbnails = BatchLoader<ImageBitmap>

const loaders = new Map<ThumbnailKind, Thumbnails>()
type Listener = (kind: ThumbnailKind, ids: readonly number[]) => void

const listeners = new Set<Listener>()

/** The thumbnails of that kind, one loader for the whole window. */
export function useThumbnails(kind: ThumbnailKind): Thumbnails {
  const existing = loaders.get(kind)
  if (existing) return existing
  const loader: Thumbnails = new BatchLoader({
    size: BATCH,
    capacity: CAPACITY,
    load: (ids, signal) => loadThumbnails(ids, kind, signal),
    dispose: (bitmap) => bitmap.close(),
    onLoad: (ids) => {
      for (const listener of listeners) listener(kind, ids)
    },
  })
  loaders.set(kind, loader)
  return loader
}

/** Calls `listener` with what has come in, until the function it gives is called. */
export function onThumbnails(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

onAppEvent('parses', ({ pictureIds }) => refreshParsed(pictureIds))
onAppEvent('models', () => refreshParsed())
onAppEvent('library', () => {
  // A picture's bytes stay what they are; a file that was missing may be back.
  loaders.get('picture')?.retry()
  // Where light and dark of a set have changed, its pictures have other latest parses.
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
