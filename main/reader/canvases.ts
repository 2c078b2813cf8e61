import { areaFitter } from '../../model/data/area.ts'
import { borderMedian } from '../../model/data/ground.ts'
import { Sources } from '../../model/data/sources.ts'
import type { PictureRef } from './pictureRef.ts'

export interface Canvases {
  /** [count]: the pictures that could be read, in the order asked for. */
  readonly ids: Uint32Array
  /** [count, S, S]: 0 black (no ink) to 255 white (ink), as model/data/imageSet.ts has them. */
  readonly pixels: Uint8Array
  readonly failed: readonly { readonly id: number; readonly reason: string }[]
}

/** Few at once: one picture may take 400 MB while it is decoded, and decoding has four threads. */
const AT_ONCE = 4

/**
 * Pictures of the library on the model's canvas of `side` x `side` px: grey, area-resized, what a picture does not
 * cover filled with its own ground, inverted where its ref says so. Archives and IDX files are opened once. Pictures
 * that cannot be read are listed in `failed` with the reason.
 *
 * @param signal stops reading; the promise rejects with its reason.
 * @param sources archives and IDX files that stay open for the next pictures.
 */
export async function readCanvases(
  pictures: readonly PictureRef[],
  side: number,
  {
    signal,
    onProgress,
    sources: kept,
  }: { signal?: AbortSignal; onProgress?: (done: number) => void; sources?: Sources } = {},
): Promise<Canvases> {
  const area = side * side
  const pixels = new Uint8Array(pictures.length * area)
  const good = new Uint8Array(pictures.length)
  const failed: { id: number; reason: string }[] = []
  const sources = kept ?? new Sources()
  const fit = areaFitter(side)
  let done = 0

  const read = async (picture: PictureRef, at: number): Promise<void> => {
    try {
      const grey = await sources.grey(picture, { side })
      const exact = grey.width === side && grey.height === side
      const fitted = exact ? grey.pixels : fit(grey, borderMedian(grey))
      const canvas = pixels.subarray(at * area, (at + 1) * area)
      canvas.set(fitted)
      if (picture.inverted) for (let i = 0; i < area; i++) canvas[i] = 255 - canvas[i]
      good[at] = 1
    } catch (error) {
      failed.push({ id: picture.id, reason: (error as Error).message })
    }
    done++
  }
  // By file, so that each archive and IDX file is open once; places stay those asked for.
  const order = pictures.map((_, i) => i).sort((a, b) => comparePaths(pictures[a], pictures[b]) || a - b)
  try {
    for (let at = 0; at < order.length; at += AT_ONCE) {
      signal?.throwIfAborted()
      await Promise.all(order.slice(at, at + AT_ONCE).map((i) => read(pictures[i], i)))
      onProgress?.(done)
    }
  } finally {
    if (!kept) sources.close()
  }
  return failed.length === 0
    ? { ids: Uint32Array.from(pictures, ({ id }) => id), pixels, failed }
    : { ...onlyGood(pictures, pixels, good, area), failed }
}

function comparePaths(a: PictureRef, b: PictureRef): number {
  return a.path < b.path ? -1 : Number(a.path > b.path)
}

function onlyGood(pictures: readonly PictureRef[], pixels: Uint8Array, good: Uint8Array, area: number) {
  const kept = pictures.map((_, i) => i).filter((i) => good[i] === 1)
  const packed = new Uint8Array(kept.length * area)
  for (const [to, from] of kept.entries()) {
    packed.set(pixels.subarray(from * area, (from + 1) * area), to * area)
  }
  return { ids: Uint32Array.from(kept, (i) => pictures[i].id), pixels: packed }
}
