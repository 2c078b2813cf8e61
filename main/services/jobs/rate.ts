/** Of how long the rate is told, ms: long enough to be calm, short enough to follow. */
const WINDOW = 5000

/** How fast something counts up lately. */
export class Rate {
  #seen: { at: number; done: number }[] = []

  add(at: number, done: number): void {
    this.#seen.push({ at, done })
    // The last one before the window stays: the window begins there.
    while (this.#seen.length > 2 && this.#seen[1].at <= at - WINDOW) this.#seen.shift()
  }

  /** Units a second; undefined while too little has been seen. */
  get(): number | undefined {
    const first = this.#seen.at(0)
    const last = this.#seen.at(-1)
    if (!first || !last || last.at - first.at < 200 || last.done < first.done) return undefined
    return ((last.done - first.done) * 1000) / (last.at - first.at)
  }
}
