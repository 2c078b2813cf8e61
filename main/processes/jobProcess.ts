import { RnpError } from '../../model/errors.ts'
import { Launched, type LaunchOptions } from './launched.ts'
import { ProcessDied } from './processDied.ts'
import type { FromProcess, JobProcess, JobTypes } from './protocol.ts'
import { received } from './sentError.ts'
import type { Child } from './spawn.ts'

/** Consecutive automatic restarts allowed without a finished job. */
const MAX_RESTARTS_WITHOUT_JOB = 3

export interface ProcessState {
  readonly state: 'off' | 'starting' | 'ready' | 'busy' | 'failed'
  readonly pid?: number
  /** Bytes of memory it takes, as last reported. */
  readonly memory?: number
  /** How often it has been restarted after it died. */
  readonly restarts: number
  /** Why it last died, or does not start. */
  readonly fault?: string
}

export interface SupervisedProcess<Types extends JobTypes> extends JobProcess<Types> {
  state(): ProcessState
  /** Stops the process for good: its jobs, and any that come later, are rejected, and no job starts it again. */
  close(): Promise<void>
}

export interface ProcessOptions extends LaunchOptions {
  /** How long `stop` waits for its jobs to end, ms. */
  readonly grace?: number
  /** Whether it is restarted as soon as it has died; otherwise the next job restarts it. */
  readonly keep?: boolean
  readonly onState?: (state: ProcessState) => void
}

/** A job that has not ended. */
interface Pending {
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: never) => void) | undefined
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
  /** Settles with the job. */
  readonly done: Promise<unknown>
}

/** The running process; `ready` rejects if it ends before it serves jobs. */
interface Running {
  readonly process: Launched
  readonly ready: Promise<void>
}

/**
 * Supervises a process that does jobs for the app. The process is started when it is first needed. When it dies, its
 * jobs are rejected with a ProcessDied that says how, and the next job restarts it.
 */
export function createJobProcess<Types extends JobTypes>(options: ProcessOptions): SupervisedProcess<Types> {
  const { name, grace = 10_000, keep = false } = options
  const pending = new Map<number, Pending>()
  let nextJob = 1
  let running: Running | undefined
  let memory: number | undefined
  let fault: string | undefined
  let hasDied = false
  let restarts = 0
  let restartsWithoutJob = 0
  /** While it is being stopped: the error its jobs are rejected with. */
  let stopping: ProcessDied | undefined
  /** Resolves when the process that `restart` replaces has ended; jobs that come meanwhile wait for the new one. */
  let leaving: Promise<void> | undefined
  /** Once it is closed: the error its jobs are rejected with. No ProcessDied, after which callers try again. */
  let closed: RnpError | undefined

  function state(): ProcessState {
    const common = { restarts, fault }
    if (!running) return { state: fault === undefined ? 'off' : 'failed', ...common }
    const { child, isReady } = running.process
    const doing = pending.size > 0 ? 'busy' : 'ready'
    return { state: isReady ? doing : 'starting', pid: child.pid, memory, ...common }
  }

  let published = ''
  function publishState(): void {
    const now = state()
    const text = JSON.stringify(now)
    if (text === published) return
    published = text
    options.onState?.(now)
  }

  function launch(): Running {
    if (hasDied) restarts++
    hasDied = false
    const ready = Promise.withResolvers<void>()
    // Those who wait for it receive the rejection; if nobody does, the state reports it.
    ready.promise.catch(() => {})
    const launched = new Launched(options, {
      ready() {
        ready.resolve()
        publishState()
      },
      message: receive,
      gone(how) {
        running = undefined
        memory = undefined
        const error = ended(how, launched.isReady)
        // Nothing is left of it: a caller that receives the error may restart it.
        stopping = undefined
        ready.reject(error)
        for (const [job, { signal, reject }] of pending) {
          pending.delete(job)
          reject(signal?.aborted ? signal.reason : error)
        }
        if (keep && hasDied && launched.isReady && ++restartsWithoutJob <= MAX_RESTARTS_WITHOUT_JOB)
          running = launch()
        publishState()
      },
    })
    return { process: launched, ready: ready.promise }
  }

  /** The error for those who wait when the process has ended. An unexpected end is also kept in the state. */
  function ended(how: string, wasReady: boolean): Error {
    if (closed) return closed
    if (stopping) return stopping
    hasDied = true
    const what = wasReady ? 'ended unexpectedly' : 'does not start'
    fault = `It ${what}: ${how}.`
    const message = `${name} ${what}: ${how}.`
    if (wasReady) {
      const hint = 'It restarts by itself: try again.'
      return new ProcessDied(message, hint, { wasStopped: false, jobs: pending.size })
    }
    const hint = 'Restart it; if that does not help, restart the app.'
    return new RnpError('engine/not-started', message, hint)
  }

  function receive(message: Exclude<FromProcess, { type: 'ready' }>): void {
    if (message.type === 'memory') memory = message.bytes
    else {
      const job = pending.get(message.job)
      if (!job) return
      if (message.type === 'progress') {
        try {
          job.onProgress?.(message.progress as never)
          return
        } catch (error) {
          // The caller failed to process it, for example because the disk is full.
          giveUp(message.job, error)
          return
        }
      }
      pending.delete(message.job)
      restartsWithoutJob = 0
      if (message.type === 'result') job.resolve(message.result as never)
      else job.reject(received(message.error, job.signal?.reason ?? closed ?? stopping))
    }
    publishState()
  }

  /** Cancels a job and rejects it with an error of the app's own side. */
  function giveUp(job: number, error: unknown): void {
    running?.process.child.send({ type: 'cancel', job })
    pending.get(job)?.reject(error)
    pending.delete(job)
    publishState()
  }

  async function feed(job: number, child: Child, pieces: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const piece of pieces) {
        if (!pending.has(job)) return
        child.send({ type: 'piece', job, piece })
      }
      child.send({ type: 'end', job })
    } catch (error) {
      giveUp(job, error)
    }
  }

  async function start(): Promise<void> {
    await leaving
    if (closed) throw closed
    if (stopping) throw stopping
    running ??= launch()
    publishState()
    await running.ready
  }

  async function stop(): Promise<void> {
    if (!running) return
    const hint = 'It restarts by itself when it is needed: try again.'
    stopping = new ProcessDied(`${name} was stopped.`, hint, { wasStopped: true, jobs: pending.size })
    const { process } = running
    const deadline = Promise.withResolvers<void>()
    const timer = setTimeout(deadline.resolve, grace)
    try {
      for (const job of pending.keys()) process.child.send({ type: 'cancel', job })
      const idle = Promise.allSettled([...pending.values()].map(({ done }) => done))
      await Promise.race([idle, process.gone, deadline.promise])
      await process.end(deadline.promise)
    } finally {
      clearTimeout(timer)
      stopping = undefined
      publishState()
    }
  }

  return {
    start,
    stop,
    state,
    close() {
      const hint = 'Start RNP Studio again.'
      closed ??= new RnpError('engine/interrupted', `${name} was stopped: RNP Studio closes.`, hint)
      return stop()
    },
    async restart() {
      leaving ??= stop().finally(() => {
        leaving = undefined
      })
      await leaving
      fault = undefined
      restartsWithoutJob = 0
      await start()
    },
    async run(name, input, { signal, onProgress, pieces } = {}) {
      signal?.throwIfAborted()
      await start()
      signal?.throwIfAborted()
      const { child } = running!.process
      const job = nextJob++
      const { promise, resolve, reject } = Promise.withResolvers<Types[typeof name]['result']>()
      pending.set(job, { signal, onProgress, resolve, reject, done: promise })
      const cancel = () => child.send({ type: 'cancel', job })
      signal?.addEventListener('abort', cancel)
      publishState()
      try {
        child.send({ type: 'start', job, name, input })
        if (pieces) void feed(job, child, pieces)
        return await promise
      } finally {
        // A job that could not be sent gets no answer.
        if (pending.delete(job)) publishState()
        signal?.removeEventListener('abort', cancel)
      }
    },
  }
}
