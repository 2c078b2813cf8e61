/** The window over which the rate is averaged: long enough to be steady, short enough to follow changes. */
const WINDOW_MS = 5000
/** There is no rate before this much time has passed. */
const MIN_WINDOW_MS = 200

/** The recent rate of a count. */
export class Rate {
  #counts: { at: number; done: number }[] = []

  add(at: number, done: number): void {
    this.#counts.push({ at, done })
    // The last count before the window is kept, because the window starts there.
    while (this.#counts.length > 2 && this.#counts[1].at <= at - WINDOW_MS) this.#counts.shift()
  }

  /** Units per second; undefined until enough time has passed. */
  get(): number | undefined {
    const first = this.#counts.at(0)
    const last = this.#counts.at(-1)
    if (!first || !last || last.at - first.at < MIN_WINDOW_MS || last.done < first.done) return undefined
    return ((last.done - first.done) * 1000) / (last.at - first.at)
  }
}
