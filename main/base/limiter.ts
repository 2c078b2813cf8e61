/** Runs at most `limit` tasks at a time; the others wait in the order in which they were queued. */
export class Limiter {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Settles as the task does. */
  async queue<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running++
    try {
      return await task()
    } finally {
      // The next task takes over this one's slot, so that none that is queued meanwhile can overtake it.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}

/** Runs one task at a time, in the order in which they were queued. */
export class Sequencer extends Limiter {
  constructor() {
    super(1)
  }
}
