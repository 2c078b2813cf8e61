import { scriptBeside } from '../../model/scriptBeside.ts'
import { createJobProcess, type ProcessOptions, type SupervisedProcess } from '../processes/jobProcess.ts'
import type { ReaderJobs } from './readerJobs.ts'

/** The process that reads untrusted files. It dies with what a file does to it; the app does not. */
export function createReader(
  options: Pick<ProcessOptions, 'spawn'> & Partial<ProcessOptions>,
): SupervisedProcess<ReaderJobs> {
  return createJobProcess<ReaderJobs>({
    script: scriptBeside('process', import.meta.url),
    name: 'The reader of pictures',
    // What it does can be done again: a hanging decoder is not waited for.
    grace: 1000,
    ...options,
  })
}
