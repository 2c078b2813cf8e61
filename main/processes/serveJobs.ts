import { Pieces } from './pieces.ts'
import type { FromProcess, Jobs, JobTypes, ToProcess } from './protocol.ts'
import { sendable } from './sentError.ts'

const MEMORY_REPORT_INTERVAL_MS = 3000

/** Electron's utilityProcess has this port where child_process.fork has process.send. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/**
 * Serves jobs to the app that started this process, until the app disconnects or dies; then the process ends, after the
 * synchronous step it is in.
 */
export function serveJobs<Types extends JobTypes>(jobs: Jobs<Types>): void {
  const parent = process.ppid
  const post = connect((message) => {
    if (message.type === 'start') return void run(message)
    const job = running.get(message.job)
    if (message.type === 'cancel') job?.controller.abort()
    else if (message.type === 'piece') job?.pieces.add(message.piece)
    else job?.pieces.end()
  })
  const running = new Map<number, { controller: AbortController; pieces: Pieces }>()

  async function run({ job, name, input }: ToProcess & { type: 'start' }): Promise<void> {
    const controller = new AbortController()
    const { signal } = controller
    const pieces = new Pieces(signal)
    running.set(job, { controller, pieces })
    const progress = (progress: unknown) => {
      // A job that never yields to the event loop would not notice that the app has died.
      if (process.ppid !== parent) process.exit()
      post({ type: 'progress', job, progress })
    }
    try {
      if (!Object.hasOwn(jobs, name)) throw new Error(`There is no job "${name}".`)
      const result = await jobs[name](input, { signal, progress, pieces: pieces.stream })
      post({ type: 'result', job, result })
    } catch (error) {
      post({ type: 'error', job, error: sendable(error, signal) })
    } finally {
      running.delete(job)
      reportMemory()
    }
  }

  let reported = 0
  function reportMemory(): void {
    const bytes = process.memoryUsage.rss()
    if (Math.abs(bytes - reported) < reported / 50) return
    reported = bytes
    post({ type: 'memory', bytes })
  }
  setInterval(reportMemory, MEMORY_REPORT_INTERVAL_MS).unref()
  post({ type: 'ready' })
  reportMemory()
}

/** Receives messages from the app. @returns a function that sends one to it */
function connect(receive: (message: ToProcess) => void): (message: FromProcess) => void {
  const { parentPort } = process as { parentPort?: ParentPort }
  if (parentPort) {
    parentPort.on('message', ({ data }) => receive(data as ToProcess))
    return (message) => parentPort.postMessage(message)
  }
  process.on('message', receive)
  process.once('disconnect', () => process.exit())
  return (message) => {
    // The error of a closed channel is ignored: the disconnection ends this process.
    process.send!(message, undefined, {}, () => {})
  }
}
