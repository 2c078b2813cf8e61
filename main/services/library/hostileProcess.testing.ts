import { serveJobs } from '../../processes/serveJobs.ts'
import { readerJobs } from '../../reader/jobs.ts'
import type { ReaderJobs } from '../../reader/readerJobs.ts'

/** The reader as files could make it: it dies over those called "crash", and never ends over those called "hang". */
const jobs = readerJobs()
serveJobs<ReaderJobs>({
  ...jobs,
  read: async (pictures, context) => {
    const at = pictures.findIndex(({ path }) => /crash|hang/.test(path))
    if (at < 0) return jobs.read(pictures, context)
    await jobs.read(pictures.slice(0, at), context)
    if (pictures[at].path.includes('crash')) process.kill(process.pid, 'SIGKILL')
    for (;;) {}
  },
})
