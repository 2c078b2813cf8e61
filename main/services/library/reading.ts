import type { PictureAddress } from '../../../model/data/sources.ts'
import { RnpError } from '../../../model/errors.ts'
import type { JobProcess } from '../../processes/protocol.ts'
import type { PictureFacts, ReaderJobs, ReadPicture } from '../../reader/readerJobs.ts'

/** A picture that takes longer hangs its decoder, ms: the largest that is read takes some seconds. */
export const PATIENCE = 60_000
/** Asked for at once: enough to keep the process busy while those before are stored. */
const CHUNK = 1000
/** After a crash, so many of the first unread pictures are read one by one: the culprit is among those being read. */
const SUSPECTS = 128

export interface ReadingOptions {
  readonly signal: AbortSignal
  /** Called with pictures as they are read, in about their order. */
  readonly onRead: (pictures: readonly ReadPicture[]) => void
  readonly patience?: number
}

/**
 * Reads pictures in the reader process, whatever they do to it: a file that crashes its decoder, or hangs it, is passed
 * over with the reason, and the process started anew.
 *
 * Throws an engine error where the process does not start, and the reason of the signal once that is aborted.
 */
export async function readPictures(
  reader: JobProcess<ReaderJobs>,
  pictures: readonly PictureAddress[],
  { signal, onRead, patience = PATIENCE }: ReadingOptions,
): Promise<void> {
  /** Reads the pictures at some places; false when the process died over them, with `report` having told what it did. */
  const read = async (places: readonly number[], report: (read: readonly ReadPicture[]) => void) => {
    let hangs = false
    const hang = () => {
      hangs = true
      void reader.stop()
    }
    let timer = setTimeout(hang, patience)
    try {
      const addresses = places.map((i) => addressOf(pictures[i]))
      await reader.run('read', addresses, {
        signal,
        onProgress: (read) => {
          clearTimeout(timer)
          timer = setTimeout(hang, patience)
          report(read.map((each) => ({ ...each, index: places[each.index] })))
        },
      })
      return 'alive'
    } catch (error) {
      signal.throwIfAborted()
      if (hangs) return 'hung'
      if (isDeath(error)) return 'crashed'
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  for (let at = 0; at < pictures.length; at += CHUNK) {
    let places = Array.from({ length: Math.min(CHUNK, pictures.length - at) }, (_, i) => at + i)
    while (places.length > 0) {
      const done = new Set<number>()
      const report = (read: readonly ReadPicture[]) => {
        for (const { index } of read) done.add(index)
        onRead(read)
      }
      if ((await read(places, report)) === 'alive') break
      places = places.filter((i) => !done.has(i))
      for (const place of places.splice(0, SUSPECTS)) {
        // Where it cannot be started at all the files are not to blame.
        await reader.start()
        const end = await read([place], onRead)
        if (end !== 'alive') onRead([{ index: place, reason: blame(end, patience) }])
      }
    }
  }
}

/** Reads a few pictures and gives them in order. */
export async function readFew(
  reader: JobProcess<ReaderJobs>,
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

/** Only what the process needs of a picture crosses to it. */
export function addressOf({ kind, path, member }: PictureAddress): PictureAddress {
  return { kind, path, member }
}

/** The process died, or was stopped because another file hung it. */
export function isDeath(error: unknown): boolean {
  return (
    (error instanceof RnpError && error.kind === 'engine') ||
    (error as Error | undefined)?.name === 'AbortError'
  )
}

function blame(end: 'crashed' | 'hung', patience: number): string {
  if (end === 'hung') return `reading it took longer than ${Math.round(patience / 1000)} s`
  return 'its decoder crashed over it'
}
