import { Sources } from '../../model/data/sources.ts'
import type { Jobs } from '../processes/protocol.ts'
import { readCanvases } from '../reader/canvases.ts'
import type { EngineJobs } from './engineJobs.ts'

/**
 * Milliseconds that a picture takes to be read, of some that lie among all those of a run. Half of them are read first:
 * opening an archive takes as long for one picture as for all in it.
 */
export const measureReading: Jobs<EngineJobs>['measureReading'] = async ({ pictures, side }, { signal }) => {
  if (pictures.length === 0) return 0
  const sources = new Sources()
  const half = pictures.length >> 1
  try {
    await readCanvases(pictures.slice(0, half), side, { signal, sources })
    const start = performance.now()
    await readCanvases(pictures.slice(half), side, { signal, sources })
    return (performance.now() - start) / (pictures.length - half)
  } finally {
    sources.close()
  }
}
