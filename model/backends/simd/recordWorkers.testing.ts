import type * as threads from 'node:worker_threads'

type WorkerThreads = typeof threads

/** The workers that were started, for tests that end or disturb them. */
export const workers: threads.Worker[] = []

let script: string | undefined

/** Makes every worker started from now on run this script instead of its own; undefined restores that. */
export function replaceWorkers(by: string | undefined): void {
  script = by
}

/** `node:worker_threads` for `vi.mock`: its workers are real ones. */
export function recordWorkers(real: WorkerThreads): WorkerThreads {
  class RecordedWorker extends real.Worker {
    constructor(file: string | URL, options: threads.WorkerOptions) {
      super(script ?? file, { ...options, eval: script !== undefined })
      workers.push(this)
    }
  }
  return { ...real, Worker: RecordedWorker }
}
