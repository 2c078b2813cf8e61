import { ProcessDied } from '../../processes/processDied.ts'
import type { Reader } from '../../reader/reader.ts'

/** After a crash, this many of the first unread pictures are read one by one: the culprit is among those being read. */
const MAX_SUSPECTS = 128
/** A picture is blamed after this many deaths, or after one if the process was doing nothing else. */
const MAX_DEATHS = 3

export interface Reading {
  readonly signal?: AbortSignal
  /**
   * Asks the process to read the pictures at some places. Calls `onDone` with the places of those that were read,
   * without delay and roughly in order.
   */
  readonly read: (places: readonly number[], onDone: (places: readonly number[]) => void) => Promise<unknown>
  /** Called for a picture that crashes or hangs the process, with the reason as part of a sentence. */
  readonly blame: (place: number, reason: string) => void
}

/**
 * Has the reader read pictures, named by their places in a list, some of which may crash or hang it. Those are found
 * and skipped, and the process is restarted.
 *
 * Rejects with an engine error if the process does not start, with what `read` throws, and with the signal's reason
 * once it is aborted.
 */
export async function passCulprits(
  reader: Pick<Reader, 'restart' | 'suspect' | 'patience'>,
  places: readonly number[],
  { signal, read, blame }: Reading,
): Promise<void> {
  /** Reads pictures. If the process dies, returns why, and whether this was the only job it was doing. */
  async function attempt(places: readonly number[], onDone: (done: readonly number[]) => void) {
    let hangs = false
    const hang = () => {
      hangs = true
      // If it does not restart, the next job reports that.
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

  /** Reads one picture, several times if the process dies while it does other jobs, which may have crashed it. */
  const readOne = (place: number) =>
    reader.suspect(async () => {
      for (let deaths = 1; ; deaths++) {
        const death = await attempt([place], () => {})
        if (!death) return
        if (death.alone || deaths === MAX_DEATHS) return blame(place, death.reason)
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
    for (const place of left.splice(0, MAX_SUSPECTS)) await readOne(place)
  }
}

const CRASHED = 'its decoder crashed over it'
const hung = (patience: number) => `reading it took longer than ${Math.round(patience / 1000)} s`
