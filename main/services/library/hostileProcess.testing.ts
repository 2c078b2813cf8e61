import type { PictureAddress } from '../../../model/data/address.ts'
import { serveJobs } from '../../processes/serveJobs.ts'
import { readerJobs } from '../../reader/jobs.ts'
import type { ReaderJobs } from '../../reader/readerJobs.ts'

/**
 * A reader that behaves as hostile files could make it: it dies over files called "crash", and never returns from those
 * called "hang". If they are also called "late" it can read their facts, so that they can be imported.
 */
const jobs = readerJobs()
serveJobs<ReaderJobs>({
  ...jobs,
  read: async (pictures, context) => {
    const at = pictures.findIndex(({ path }) => isHostile(path) && !path.includes('late'))
    if (at < 0) return jobs.read(pictures, context)
    await jobs.read(pictures.slice(0, at), context)
    return strike(pictures[at])
  },
  canvases: async ({ pictures, side }, context) => {
    const at = pictures.findIndex(({ path }) => isHostile(path))
    if (at < 0) return jobs.canvases({ pictures, side }, context)
    await jobs.canvases({ pictures: pictures.slice(0, at), side }, context)
    return strike(pictures[at])
  },
})

function isHostile(path: string): boolean {
  return /\b(crash|hang)\b/.test(path)
}

function strike({ path }: PictureAddress): never {
  if (path.includes('crash')) process.kill(process.pid, 'SIGKILL')
  for (;;) {}
}
