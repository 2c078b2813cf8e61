import { scriptBeside } from '../../model/scriptBeside.ts'
import { atOnce } from '../base/atOnce.ts'
import { createJobProcess, type ProcessOptions, type SupervisedProcess } from '../processes/jobProcess.ts'
import type { ReaderJobs } from './readerJobs.ts'

/** A picture that takes longer hangs its decoder, ms: the largest that is read takes some seconds. */
const PATIENCE = 60_000

export const READER = 'The reader of pictures'

/** The process that reads untrusted files. It dies with what a file does to it; the app does not. */
export interface Reader extends SupervisedProcess<ReaderJobs> {
  /** Reads a picture that may have crashed it after the others that may, whoever asks for them: no two at once. */
  readonly suspect: <T>(read: () => Promise<T>) => Promise<T>
  /** Milliseconds after which a picture that is not read hangs its decoder. */
  readonly patience: number
}

export type ReaderOptions = Pick<ProcessOptions, 'spawn'> &
  Partial<ProcessOptions> & { readonly patience?: number }

export function createReader({ patience = PATIENCE, ...options }: ReaderOptions): Reader {
  const process = createJobProcess<ReaderJobs>({
    script: scriptBeside('process', import.meta.url),
    name: READER,
    // What it does can be done again: a hanging decoder is not waited for.
    grace: 1000,
    ...options,
  })
  return { ...process, suspect: atOnce(1), patience }
}
