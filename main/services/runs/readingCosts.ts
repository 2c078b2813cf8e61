import type { PictureRef } from '../../reader/readerJobs.ts'
import { canvasesOf } from '../library/canvases.ts'
import type { Library } from '../library/library.ts'

/**
 * Measures how long reading a picture takes, ms, from a sample of a run's pictures; 0 if there are none. Half of them
 * are read before the measurement, because opening an archive takes as long for one picture as for all in it.
 */
export async function measureReading(
  library: Pick<Library, 'context' | 'reader'>,
  pictures: readonly PictureRef[],
  side: number,
  signal?: AbortSignal,
): Promise<number> {
  if (pictures.length === 0) return 0
  const half = pictures.length >> 1
  const read = async (some: readonly PictureRef[]) => {
    for await (const _ of canvasesOf(library, some, side, signal));
  }
  await read(pictures.slice(0, half))
  const start = performance.now()
  await read(pictures.slice(half))
  return (performance.now() - start) / (pictures.length - half)
}
