import { RnpError } from '../../model/errors.ts'
import type { FromProcess, JobProcess, JobTypes, SentError } from './protocol.ts'
import { received } from './sentError.ts'
import type { Child, Spawn } from './spawn.ts'

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
  /** Ends the process, its jobs with it, and starts it anew. */
  restart(): Promise<void>
}

export interface ProcessOptions {
  readonly spawn: Spawn
  /** The script, by the URL of the module that names it, so that it is found in the built app too. */
  readonly script: URL
  /** For people: "The engine that parses" */
  readonly name: string
  readonly args?: readonly string[]
  /** Milliseconds until it must serve jobs. */
  readonly limit?: number
  /** Milliseconds that `stop` gives its jobs to end. */
  readonly grace?: number
  /** Whether it is started again at once when it has died; otherwise at the next job. */
  readonly keep?: boolean
  readonly onState?: (state: ProcessState) => void
}

interface Pending {
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: never) => void) | undefined
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

/** The process of one start, with what has become of it. */
interface Running {
  readonly child: Child
  readonly ready: Promise<void>
  readonly gone: Promise<void>
  isReady: boolean
}

/**
 * A process that does jobs for the app, supervised: it is started when it is first needed, and when it dies its jobs
 * are rejected with an engine error that says how, and the next job finds it started anew.
 */
export function createJobProcess<Types extends JobTypes>(options: ProcessOptions): SupervisedProcess<Types> {
  const { spawn, script, name, args = [], limit = 60_000, grace = 10_000, keep = false } = options
  const pending = new Map<number, Pending>()
  let nextJob = 1
  let running: Running | undefined
  let memory: number | undefined
  let fault: string | undefined
  let restarts = 0
  let inVain = 0
  let isStopping = false
  let hasDied = false

  const state = (): ProcessState => ({
    state: !running
      ? fault === undefined
        ? 'off'
        : 'failed'
      : !running.isReady
        ? 'starting'
        : pending.size > 0
          ? 'busy'
          : 'ready',
    pid: running?.child.pid,
    memory: running && memory,
    restarts,
    fault,
  })

  let shown = ''
  function tell(): void {
    const now = state()
    const text = JSON.stringify(now)
    if (text === shown) return
    shown = text
    options.onState?.(now)
  }

  function launch(): Running {
    if (hasDied) restarts++
    hasDied = false
    const child = spawn(script, { name, args })
    const ready = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    // Who waits for it hears of it; where nobody does, the state says it.
    ready.promise.catch(() => {})
    const mine: Running = { child, ready: ready.promise, gone: gone.promise, isReady: false }
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill()
    }, limit)
    let log = ''
    child.onStderr((text) => {
      process.stderr.write(text)
      log = (log + text).slice(-4000)
    })
    child.onMessage((message) => {
      if (message.type === 'ready') {
        clearTimeout(timer)
        mine.isReady = true
        ready.resolve()
        tell()
      } else if (message.type === 'memory') {
        memory = message.bytes
        tell()
      } else answer(message)
    })
    child.onExit((cause) => {
      clearTimeout(timer)
      running = undefined
      memory = undefined
      const line = lastLine(log)
      const how = late ? `it was not ready after ${limit / 1000} s` : `${cause}${line && ` (${line})`}`
      const wasAsked = isStopping
      hasDied = !wasAsked
      if (!wasAsked) fault = mine.isReady ? `It ended unexpectedly: ${how}.` : `It does not start: ${how}.`
      const error = wasAsked
        ? new DOMException(`${name} was stopped.`, 'AbortError')
        : new RnpError(
            'engine',
            `${name} ${mine.isReady ? 'ended unexpectedly' : 'does not start'}: ${how}.`,
            mine.isReady
              ? 'It is started anew by itself: try again.'
              : 'Start it anew; where that does not help, start the app anew.',
          )
      ready.reject(error)
      for (const job of [...pending.keys()]) {
        const { signal, reject } = take(job)
        reject(signal?.aborted ? signal.reason : error)
      }
      gone.resolve()
      if (keep && !wasAsked && mine.isReady && ++inVain <= STARTS_IN_VAIN) running = launch()
      tell()
    })
    return mine
  }

  function answer(message: FromProcess & { job: number }): void {
    const job = pending.get(message.job)
    if (!job) return
    if (message.type === 'progress') {
      job.onProgress?.(message.progress as never)
      return
    }
    take(message.job)
    inVain = 0
    if (message.type === 'result') job.resolve(message.result as never)
    else job.reject(received((message as { error: SentError }).error, job.signal))
    tell()
  }

  function take(job: number): Pending {
    const taken = pending.get(job)!
    pending.delete(job)
    return taken
  }

  async function start(): Promise<void> {
    if (isStopping) throw new DOMException(`${name} is being stopped.`, 'AbortError')
    running ??= launch()
    tell()
    await running.ready
  }

  async function stop(): Promise<void> {
    const stopped = running
    if (!stopped) return
    isStopping = true
    try {
      const { child, gone } = stopped
      for (const job of pending.keys()) child.send({ type: 'cancel', job })
      const deadline = Promise.withResolvers<void>()
      const timer = setTimeout(deadline.resolve, grace)
      const idle = Promise.allSettled([...waiting])
      await Promise.race([idle, gone, deadline.promise])
      // Before it is ready there is nothing in it to end well.
      if (stopped.isReady) child.disconnect()
      else child.kill()
      await Promise.race([gone, deadline.promise])
      clearTimeout(timer)
      child.kill()
      await gone
    } finally {
      isStopping = false
      tell()
    }
  }

  /** The jobs that are not done, for whoever waits until all are. */
  const waiting = new Set<Promise<unknown>>()

  return {
    start,
    stop,
    state,
    async restart() {
      await stop()
      fault = undefined
      inVain = 0
      await start()
    },
    async run(job, input, { signal, onProgress } = {}) {
      signal?.throwIfAborted()
      await start()
      signal?.throwIfAborted()
      const { child } = running!
      const number = nextJob++
      const { promise, resolve, reject } = Promise.withResolvers<Types[typeof job]['result']>()
      pending.set(number, { signal, onProgress, resolve, reject } as Pending)
      const cancel = () => child.send({ type: 'cancel', job: number })
      signal?.addEventListener('abort', cancel)
      waiting.add(promise)
      tell()
      try {
        child.send({ type: 'start', job: number, name: job, input })
        return await promise
      } finally {
        waiting.delete(promise)
        pending.delete(number)
        signal?.removeEventListener('abort', cancel)
      }
    },
  }
}

function lastLine(log: string): string {
  return log.trim().split('\n').at(-1)?.trim() ?? ''
}
