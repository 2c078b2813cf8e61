import { RnpError } from '../../model/errors.ts'
import { Launched, type LaunchOptions } from './launched.ts'
import { ProcessDied } from './processDied.ts'
import type { FromProcess, JobProcess, JobTypes } from './protocol.ts'
import { received } from './sentError.ts'
import type { Child } from './spawn.ts'

/** So often in a row is a process that does no job to its end started again by itself. */
const STARTS_IN_VAIN = 3

export interface ProcessState {
  readonly state: 'off' | 'starting' | 'ready' | 'busy' | 'failed'
  readonly pid?: number
  /** Bytes of memory it takes, as it last said. */
  readonly memory?: number
  /** How often it has been started anew after it died. */
  readonly restarts: number
  /** Why it died last, or does not start. */
  readonly fault?: string
}

export interface SupervisedProcess<Types extends JobTypes> extends JobProcess<Types> {
  state(): ProcessState
}

export interface ProcessOptions extends LaunchOptions {
  /** Milliseconds that `stop` gives its jobs to end. */
  readonly grace?: number
  /** Whether it is started again at once when it has died; otherwise at the next job. */
  readonly keep?: boolean
  readonly onState?: (state: ProcessState) => void
}

/** A job that is not done. */
interface Pending {
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: never) => void) | undefined
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
  /** Settles with the job. */
  readonly done: Promise<unknown>
}

/** The process as it runs now; `ready` rejects where it ends before it serves jobs. */
interface Running {
  readonly process: Launched
  readonly ready: Promise<void>
}

/**
 * A process that does jobs for the app, supervised: it is started when it is first needed, and when it dies its jobs
 * are rejected with a ProcessDied that says how, and the next job finds it started anew.
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
  let inVain = 0
  /** While it is being stopped: what its jobs are rejected with. */
  let stopping: ProcessDied | undefined
  /** The end of the one that is being replaced by hand: what is asked for meanwhile waits for the next one. */
  let leaving: Promise<void> | undefined

  function state(): ProcessState {
    const common = { restarts, fault }
    if (!running) return { state: fault === undefined ? 'off' : 'failed', ...common }
    const { child, isReady } = running.process
    const doing = pending.size > 0 ? 'busy' : 'ready'
    return { state: isReady ? doing : 'starting', pid: child.pid, memory, ...common }
  }

  let told = ''
  function tell(): void {
    const now = state()
    const text = JSON.stringify(now)
    if (text === told) return
    told = text
    options.onState?.(now)
  }

  function launch(): Running {
    if (hasDied) restarts++
    hasDied = false
    const ready = Promise.withResolvers<void>()
    // Who waits for it hears of it; where nobody does, the state says it.
    ready.promise.catch(() => {})
    const launched = new Launched(options, {
      ready() {
        ready.resolve()
        tell()
      },
      message: hear,
      gone(how) {
        running = undefined
        memory = undefined
        const error = ended(how, launched.isReady)
        // Nothing is left of it: whoever receives the error may start it anew.
        stopping = undefined
        ready.reject(error)
        for (const [job, { signal, reject }] of pending) {
          pending.delete(job)
          reject(signal?.aborted ? signal.reason : error)
        }
        if (keep && hasDied && launched.isReady && ++inVain <= STARTS_IN_VAIN) running = launch()
        tell()
      },
    })
    return { process: launched, ready: ready.promise }
  }

  /** What its end means for those who wait; an end that was not asked for stays in the state. */
  function ended(how: string, wasReady: boolean): Error {
    if (stopping) return stopping
    hasDied = true
    const what = wasReady ? 'ended unexpectedly' : 'does not start'
    fault = `It ${what}: ${how}.`
    const message = `${name} ${what}: ${how}.`
    if (wasReady) {
      const hint = 'It is started anew by itself: try again.'
      return new ProcessDied(message, hint, { wasStopped: false, jobs: pending.size })
    }
    const hint = 'Start it anew; where that does not help, start the app anew.'
    return new RnpError('engine/not-started', message, hint)
  }

  function hear(message: Exclude<FromProcess, { type: 'ready' }>): void {
    if (message.type === 'memory') memory = message.bytes
    else {
      const job = pending.get(message.job)
      if (!job) return
      if (message.type === 'progress') {
        try {
          job.onProgress?.(message.progress as never)
          return
        } catch (error) {
          // Who asked cannot take it, for a full disk say.
          giveUp(message.job, error)
          return
        }
      }
      pending.delete(message.job)
      inVain = 0
      if (message.type === 'result') job.resolve(message.result as never)
      else job.reject(received(message.error, job.signal?.reason ?? stopping))
    }
    tell()
  }

  /** Ends a job that is of no use any more. */
  function giveUp(job: number, error: unknown): void {
    running?.process.child.send({ type: 'cancel', job })
    pending.get(job)?.reject(error)
    pending.delete(job)
    tell()
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
    if (stopping) throw stopping
    running ??= launch()
    tell()
    await running.ready
  }

  async function stop(): Promise<void> {
    if (!running) return
    const hint = 'It is started anew by itself when it is needed: try again.'
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
      tell()
    }
  }

  return {
    start,
    stop,
    state,
    async restart() {
      leaving ??= stop().finally(() => {
        leaving = undefined
      })
      await leaving
      fault = undefined
      inVain = 0
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
      tell()
      try {
        child.send({ type: 'start', job, name, input })
        if (pieces) void feed(job, child, pieces)
        return await promise
      } finally {
        // Where it could not be sent nothing will answer.
        if (pending.delete(job)) tell()
        signal?.removeEventListener('abort', cancel)
      }
    },
  }
}
