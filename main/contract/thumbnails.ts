/** A small picture as it is encoded (PNG, JPEG or WebP); none where there is nothing to show. */
export type Thumbnail = Uint8Array | undefined

/** Longest side of a thumbnail, px; smaller pictures keep their size. */
export const THUMBNAIL_SIDE = 96

/** Many thumbnails in one answer: how many, then the length of each (0: none), all Uint32 little-endian, then their bytes. */
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

/** The thumbnails of an answer, as views of it. */
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
