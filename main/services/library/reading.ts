import type { PictureAddress } from '../../../model/data/address.ts'
import { chunks } from '../../base/chunks.ts'
import type { Reader } from '../../reader/reader.ts'
import type { PictureFacts, ReadPicture } from '../../reader/readerJobs.ts'
import { passCulprits } from './culprits.ts'

/** Enough pictures to keep the process busy while earlier ones are stored. */
const PICTURES_PER_REQUEST = 1000

export interface ReadingOptions {
  readonly signal: AbortSignal
  /** Called with pictures as they are read, roughly in order. */
  readonly onRead: (pictures: readonly ReadPicture[]) => void
}

/**
 * Reads pictures in the reader process. A file that crashes or hangs its decoder is reported with the reason.
 *
 * Rejects as `passCulprits` does.
 */
export async function readPictures(
  reader: Reader,
  pictures: readonly PictureAddress[],
  { signal, onRead }: ReadingOptions,
): Promise<void> {
  for (const places of chunks([...pictures.keys()], PICTURES_PER_REQUEST)) {
    await passCulprits(reader, places, {
      signal,
      read: (places, onDone) => {
        const addresses = places.map((place) => addressOf(pictures[place]))
        const onProgress = (read: readonly ReadPicture[]) => {
          const placed = read.map((each) => ({ ...each, index: places[each.index] }))
          onDone(placed.map(({ index }) => index))
          onRead(placed)
        }
        return reader.run('read', addresses, { signal, onProgress })
      },
      blame: (index, reason) => onRead([{ index, reason }]),
    })
  }
}

/** Reads a few pictures and returns their facts in order. */
export async function readFew(
  reader: Reader,
  pictures: readonly PictureAddress[],
  signal: AbortSignal,
): Promise<(PictureFacts | { readonly reason: string })[]> {
  const results: (PictureFacts | { readonly reason: string })[] = []
  const onRead = (read: readonly ReadPicture[]) => {
    for (const each of read) results[each.index] = 'facts' in each ? each.facts : { reason: each.reason }
  }
  await readPictures(reader, pictures, { signal, onRead })
  return results
}

/** Picks the fields that the reader process needs. */
export function addressOf({ kind, path, member }: PictureAddress): PictureAddress {
  return { kind, path, member }
}
