import type { ErrorCode } from '../../model/errors.ts'

/**
 * Messages between the app and its child processes (the engines, the reader). The app starts jobs, sends input that is
 * too large for one message in pieces, and cancels them; the process answers each with progress and one result or
 * error. Values are structured clones, so typed arrays pass unchanged.
 */
export type ToProcess =
  | { readonly type: 'start'; readonly job: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'piece'; readonly job: number; readonly piece: unknown }
  /** No piece follows. */
  | { readonly type: 'end'; readonly job: number }
  | { readonly type: 'cancel'; readonly job: number }

export type FromProcess =
  /** Sent once, when the process serves jobs. */
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly job: number; readonly progress: unknown }
  | { readonly type: 'result'; readonly job: number; readonly result: unknown }
  | { readonly type: 'error'; readonly job: number; readonly error: SentError }
  /** Memory that the process takes, bytes; sent every few seconds if it has changed. */
  | { readonly type: 'memory'; readonly bytes: number }

/**
 * An error as it crosses: one that a person can act on keeps its code and hint; an abort is marked as one; all others
 * are defects.
 */
export type SentError =
  | { readonly as: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string }
  | { readonly as: 'aborted' }
  | { readonly as: 'defect'; readonly message: string; readonly stack?: string }

/**
 * Jobs by name: the types of the input, progress and result of each, and of the pieces of input that follow its start,
 * if any. A process serves one such interface, which both sides share.
 */
export type JobTypes = Readonly<
  Record<
    string,
    {
      readonly input: unknown
      readonly piece?: unknown
      readonly progress: unknown
      readonly result: unknown
    }
  >
>

/** The jobs of an interface, as the process that serves them implements them. */
export type Jobs<Types extends JobTypes> = {
  readonly [Name in keyof Types]: (
    input: Types[Name]['input'],
    context: {
      readonly signal: AbortSignal
      readonly progress: (progress: Types[Name]['progress']) => void
      /** Ends after the last piece; throws the reason of the signal once that is aborted. */
      readonly pieces: AsyncIterable<Types[Name]['piece']>
    },
  ) => Promise<Types[Name]['result']>
}

/** The same jobs, as the app calls them. */
export interface JobProcess<Types extends JobTypes> {
  /**
   * Runs a job, and starts the process if it is not running. Rejects with the job's RnpError, with the signal's reason
   * if it was cancelled, with a ProcessDied naming the cause if the process died meanwhile, and with an engine error if
   * the process does not start.
   */
  run<Name extends keyof Types & string>(
    name: Name,
    input: Types[Name]['input'],
    options?: {
      readonly signal?: AbortSignal
      readonly onProgress?: (progress: Types[Name]['progress']) => void
      /** Sent as they come. If the iteration throws, the job is cancelled and rejects with that error. */
      readonly pieces?: AsyncIterable<Types[Name]['piece']>
    },
  ): Promise<Types[Name]['result']>
  /** Starts the process ahead of the first job. */
  start(): Promise<void>
  /** Cancels the jobs and ends the process, which is killed if they do not end within its grace. */
  stop(): Promise<void>
  /** Stops the process as `stop` does and starts it again. Jobs that come meanwhile are done by the new one. */
  restart(): Promise<void>
}
