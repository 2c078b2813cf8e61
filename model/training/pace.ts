/** Steps over which the pace is measured. */
const WINDOW = 20

/** How fast a run goes, over its last steps. */
export class Pace {
  readonly #batch: number
  readonly #times = [performance.now()]

  constructor(batch: number) {
    this.#batch = batch
  }

  /** Call after every step. @param remaining steps still to take */
  after(remaining: number): { imagesPerSecond: number; etaSeconds: number } {
    this.#times.push(performance.now())
    if (this.#times.length > WINDOW + 1) this.#times.shift()
    const steps = this.#times.length - 1
    const seconds = (this.#times[steps] - this.#times[0]) / 1000
    return { imagesPerSecond: (this.#batch * steps) / seconds, etaSeconds: (remaining * seconds) / steps }
  }
}
