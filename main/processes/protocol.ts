import type { ErrorCode } from '../../model/errors.ts'

/**
 * What the app and a process of its (the engine, the reader of pictures) say to each other. The app starts jobs, hands
 * them what is too large for one message in pieces, and cancels them; the process answers each with progress and one
 * result or error. Values are structured clones: typed
 * arrays pass as they are.
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
  /** Memory that the process takes, bytes: now and then. */
  | { readonly type: 'memory'; readonly bytes: number }

/**
 * An error as it crosses: what a person can act on keeps its code and hint, what was aborted says so, the rest are
 * defects.
 */
export type SentError =
  | { readonly as: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string }
  | { readonly as: 'aborted' }
  | { readonly as: 'defect'; readonly message: string; readonly stack?: string }

/**
 * Jobs by name: input, progress and result of each, and the pieces of input that follow its start where there are any. A
 * process serves one such interface, typed once.
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

/** The same jobs, as the app asks for them. */
export interface JobProcess<Types extends JobTypes> {
  /**
   * Runs a job; the process is started where it is not running. Rejects with the job's RnpError, with the signal's
   * reason where it was cancelled, with a ProcessDied naming the cause where the process died meanwhile, and with an
   * engine error where it does not start.
   */
  run<Name extends keyof Types & string>(
    name: Name,
    input: Types[Name]['input'],
    options?: {
      readonly signal?: AbortSignal
      readonly onProgress?: (progress: Types[Name]['progress']) => void
      /** Sent as they come. What it throws cancels the job, which rejects with that. */
      readonly pieces?: AsyncIterable<Types[Name]['piece']>
    },
  ): Promise<Types[Name]['result']>
  /** Starts the process ahead of the first job. */
  start(): Promise<void>
  /** Ends the process; its jobs are cancelled first, and killed after a grace. */
  stop(): Promise<void>
  /** Ends the process, its jobs with it, and starts it anew. What is asked for meanwhile is done by the new one. */
  restart(): Promise<void>
}
