interface Entry<T> {
  readonly value: Promise<T>
  /** Known once the value is there. */
  size: number
  users: number
}

/**
 * What was opened or unpacked lately, by key: opened once however many ask at once, and given up, the longest unused
 * first, when all together exceed the limit. What is in use is never given up.
 */
export class Recent<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #how: {
    readonly load: (key: string) => Promise<T>
    readonly sizeOf: (value: T) => number
    readonly limit: number
    readonly giveUp?: (value: T) => Promise<void>
  }

  constructor(how: {
    load: (key: string) => Promise<T>
    sizeOf: (value: T) => number
    /** Largest sum of sizes that is kept. */
    limit: number
    giveUp?: (value: T) => Promise<void>
  }) {
    this.#how = how
  }

  /** What `work` makes of the value of a key. Rejects as `load` or `work` does; a failed load is tried anew next time. */
  async use<R>(key: string, work: (value: T) => R | Promise<R>): Promise<R> {
    const entry = this.#entries.get(key) ?? this.#open(key)
    // Last used last.
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    entry.users++
    try {
      return await work(await entry.value)
    } finally {
      entry.users--
      this.#trim()
    }
  }

  /** Gives up all that is not in use. */
  clear(): void {
    for (const [key, entry] of this.#entries) if (entry.users === 0) this.#drop(key, entry)
  }

  #open(key: string): Entry<T> {
    const entry: Entry<T> = { value: this.#how.load(key), size: 0, users: 0 }
    entry.value.then(
      (value) => {
        entry.size = this.#how.sizeOf(value)
      },
      () => this.#entries.delete(key),
    )
    return entry
  }

  #trim(): void {
    let total = 0
    for (const { size } of this.#entries.values()) total += size
    for (const [key, entry] of this.#entries) {
      if (total <= this.#how.limit) return
      if (entry.users > 0) continue
      total -= entry.size
      this.#drop(key, entry)
    }
  }

  #drop(key: string, entry: Entry<T>): void {
    this.#entries.delete(key)
    entry.value.then(this.#how.giveUp).catch(() => {})
  }
}
