import { scriptBeside } from '../../model/scriptBeside.ts'
import { Sequencer } from '../base/limiter.ts'
import { createJobProcess, type ProcessOptions, type SupervisedProcess } from '../processes/jobProcess.ts'
import type { ReaderJobs } from './readerJobs.ts'

/** A decoder that takes longer hangs, ms: the largest pictures that are read take some seconds. */
const DEFAULT_PATIENCE_MS = 60_000

export const READER = 'The reader of pictures'

/** The process that reads untrusted files. A file may crash it, but not the app. */
export interface Reader extends SupervisedProcess<ReaderJobs> {
  /** Reads pictures that may have crashed it one at a time, whichever job they belong to. */
  readonly suspect: <T>(read: () => Promise<T>) => Promise<T>
  /** Milliseconds after which a picture that has not been read counts as hanging its decoder. */
  readonly patience: number
}

export type ReaderOptions = Pick<ProcessOptions, 'spawn'> &
  Partial<ProcessOptions> & { readonly patience?: number }

export function createReader({ patience = DEFAULT_PATIENCE_MS, ...options }: ReaderOptions): Reader {
  const process = createJobProcess<ReaderJobs>({
    script: scriptBeside('process', import.meta.url),
    name: READER,
    // Its jobs can be repeated, so a hanging decoder is not waited for.
    grace: 1000,
    ...options,
  })
  const suspects = new Sequencer()
  return { ...process, suspect: (read) => suspects.queue(read), patience }
}
