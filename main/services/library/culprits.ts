import { ProcessDied } from '../../processes/processDied.ts'
import type { Reader } from '../../reader/reader.ts'

/** After a crash, so many of the first unread pictures are read one by one: the culprit is among those being read. */
const SUSPECTS = 128
/** A picture over which the process dies is to blame where nothing else was going on, or where it died so often. */
const DEATHS = 3

export interface Reading {
  readonly signal?: AbortSignal
  /**
   * Asks the process to read the pictures at some places. Calls `onDone` with those that are read, at once and in about
   * their order.
   */
  readonly read: (places: readonly number[], onDone: (places: readonly number[]) => void) => Promise<unknown>
  /** Receives a picture that crashes or hangs the process, and which of both. */
  readonly blame: (place: number, reason: string) => void
}

/**
 * Has the reader read pictures, named by their places in a list, whatever they do to it: one that crashes its decoder, or
 * hangs it, is found and passed over, and the process started anew.
 *
 * Throws an engine error where the process does not start, what `read` throws, and the reason of the signal once that is
 * aborted.
 */
export async function passCulprits(
  reader: Pick<Reader, 'restart' | 'suspect' | 'patience'>,
  places: readonly number[],
  { signal, read, blame }: Reading,
): Promise<void> {
  /** Reads until the process dies: how, and as the only job that it was doing? */
  async function attempt(places: readonly number[], onDone: (done: readonly number[]) => void) {
    let hangs = false
    const hang = () => {
      hangs = true
      // Where it does not start again the next job finds that.
      reader.restart().catch(() => {})
    }
    let timer = setTimeout(hang, reader.patience)
    try {
      await read(places, (done) => {
        clearTimeout(timer)
        timer = setTimeout(hang, reader.patience)
        onDone(done)
      })
      return undefined
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof ProcessDied)) throw error
      return { alone: error.jobs === 1, reason: hangs ? hung(reader.patience) : CRASHED }
    } finally {
      clearTimeout(timer)
    }
  }

  /** Where the process was doing other jobs too, those may have crashed it. */
  const readOne = (place: number) =>
    reader.suspect(async () => {
      for (let deaths = 1; ; deaths++) {
        const death = await attempt([place], () => {})
        if (!death) return
        if (death.alone || deaths === DEATHS) return blame(place, death.reason)
      }
    })

  let left = [...places]
  while (left.length > 0) {
    const done = new Set<number>()
    const death = await attempt(left, (some) => {
      for (const place of some) done.add(place)
    })
    if (!death) return
    left = left.filter((place) => !done.has(place))
    if (left.length === 1 && death.alone) return blame(left[0], death.reason)
    for (const place of left.splice(0, SUSPECTS)) await readOne(place)
  }
}

const CRASHED = 'its decoder crashed over it'
const hung = (patience: number) => `reading it took longer than ${Math.round(patience / 1000)} s`
