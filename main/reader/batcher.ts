const MAX_BATCH = 100
const MAX_DELAY_MS = 100

/** Reports items in batches, in their order. An item waits for its batch until another one comes, or `flush`. */
export class Batcher<T> {
  readonly #report: (items: readonly T[]) => void
  #batch: T[] = []
  #reportedAt = performance.now()

  constructor(report: (items: readonly T[]) => void) {
    this.#report = report
  }

  add(item: T): void {
    this.#batch.push(item)
    const isDue = performance.now() - this.#reportedAt > MAX_DELAY_MS
    if (isDue || this.#batch.length >= MAX_BATCH) this.flush()
  }

  /** Reports what is left. */
  flush(): void {
    if (this.#batch.length > 0) this.#report(this.#batch)
    this.#batch = []
    this.#reportedAt = performance.now()
  }
}
