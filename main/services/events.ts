import type { AppEvent } from '../contract/app.ts'

export interface Events {
  publish(event: AppEvent): void
  /** Iterates over the events from now on, until the signal is aborted. */
  subscribe(signal?: AbortSignal): AsyncIteratorObject<AppEvent, void, void>
}

/** Creates a publisher of events to any number of subscribers. */
export function createEvents(): Events {
  const queues = new Set<EventQueue>()
  return {
    publish(event) {
      for (const queue of queues) queue.add(event)
    },
    subscribe(signal) {
      const queue = new EventQueue(() => queues.delete(queue))
      if (signal?.aborted) queue.return()
      else queues.add(queue)
      signal?.addEventListener('abort', () => queue.return(), { once: true })
      return queue
    },
  }
}

/**
 * The events that one subscriber has not received yet. If a newer event supersedes an older one (a job's progress, a
 * run's figures) only the newer one waits, so a window that is slow, or asleep, takes bounded memory.
 */
class EventQueue implements AsyncIteratorObject<AppEvent, void, void> {
  readonly #waiting = new Map<string, AppEvent>()
  readonly #onEnd: () => void
  #wake: (() => void) | undefined
  #hasEnded = false

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  add(event: AppEvent): void {
    // A subscriber that learns that something is gone needs no older events about it.
    if (event.type === 'job-dismissed') this.#waiting.delete(`job ${event.id}`)
    if (event.type === 'run-removed') this.#waiting.delete(`run ${event.id}`)
    if (event.type === 'run') this.#waiting.delete(`run-removed ${event.run.id}`)
    const key = keyOf(event)
    const older = this.#waiting.get(key)
    this.#waiting.set(key, older ? merged(older, event) : event)
    this.#wake?.()
  }

  async next(): Promise<IteratorResult<AppEvent, void>> {
    while (!this.#hasEnded) {
      for (const [key, value] of this.#waiting) {
        this.#waiting.delete(key)
        return { value, done: false }
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return { value: undefined, done: true }
  }

  async return(): Promise<IteratorResult<AppEvent, void>> {
    this.#hasEnded = true
    this.#waiting.clear()
    this.#onEnd()
    this.#wake?.()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}

/** An event supersedes an older one with the same key. */
function keyOf(event: AppEvent): string {
  switch (event.type) {
    case 'job':
      return `job ${event.job.id}`
    case 'run':
      return `run ${event.run.id}`
    case 'job-dismissed':
    case 'run-removed':
      return `${event.type} ${event.id}`
    case 'figures':
      return `figures ${event.runId}`
    case 'preview':
      return `preview ${event.runId}`
    case 'engine':
      return `engine ${event.engine.role}`
    default:
      return event.type
  }
}

function merged(older: AppEvent, newer: AppEvent): AppEvent {
  if (older.type !== 'parses' || newer.type !== 'parses') return newer
  return { type: 'parses', pictureIds: [...new Set([...older.pictureIds, ...newer.pictureIds])] }
}
