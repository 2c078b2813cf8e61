import { Sources } from '../../model/data/sources.ts'
import { readCanvases } from '../reader/canvases.ts'
import type { EngineJobs } from './engineJobs.ts'

/**
 * Milliseconds that a picture takes to be read, of some that lie among all those of a run. Half of them are read first:
 * opening an archive takes as long for one picture as for all in it.
 */
export async function measureReading({
  pictures,
  side,
}: EngineJobs['measureReading']['input']): Promise<number> {
  const sources = new Sources()
  const half = pictures.length >> 1
  try {
    await readCanvases(pictures.slice(0, half), side, { sources })
    const start = performance.now()
    await readCanvases(pictures.slice(half), side, { sources })
    return (performance.now() - start) / (pictures.length - half)
  } finally {
    sources.close()
  }
}
