/** An encoded small picture (PNG, JPEG or WebP); undefined if there is nothing to show. */
export type Thumbnail = Uint8Array | undefined

/** Longest side of a thumbnail, px; smaller pictures keep their size. */
export const THUMBNAIL_SIDE = 96

/**
 * Packs thumbnails into one response: their number, then the length of each (0 for none), all as little-endian Uint32,
 * then their bytes.
 */
export function packThumbnails(thumbnails: readonly Thumbnail[]): Uint8Array<ArrayBuffer> {
  const head = 4 + 4 * thumbnails.length
  const packed = new Uint8Array(head + thumbnails.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0))
  const view = new DataView(packed.buffer)
  view.setUint32(0, thumbnails.length, true)
  let at = head
  for (const [i, bytes] of thumbnails.entries()) {
    view.setUint32(4 + 4 * i, bytes?.length ?? 0, true)
    if (bytes) packed.set(bytes, at)
    at += bytes?.length ?? 0
  }
  return packed
}

/** The thumbnails of a packed response, as views of its memory. */
export function unpackThumbnails(packed: ArrayBuffer): Thumbnail[] {
  const view = new DataView(packed)
  const count = view.getUint32(0, true)
  let at = 4 + 4 * count
  return Array.from({ length: count }, (_, i) => {
    const length = view.getUint32(4 + 4 * i, true)
    const bytes = length > 0 ? new Uint8Array(packed, at, length) : undefined
    at += length
    return bytes
  })
}
