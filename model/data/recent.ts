interface Entry<T> {
  readonly value: Promise<T>
  /** 0 until the value has been loaded. */
  size: number
  users: number
}

/**
 * A cache of values that are opened or unpacked, by key. A value is loaded once, however many users request it at the
 * same time. When all together exceed the limit, those that are not in use are released, the least recently used first.
 */
export class Recent<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #how: {
    readonly load: (key: string) => Promise<T>
    readonly sizeOf: (value: T) => number
    readonly limit: number
    readonly release?: (value: T) => Promise<void>
  }

  constructor(how: {
    load: (key: string) => Promise<T>
    sizeOf: (value: T) => number
    /** The sum of sizes from which on values are released. */
    limit: number
    release?: (value: T) => Promise<void>
  }) {
    this.#how = how
  }

  /** Runs `work` on the value of a key. Rejects as `load` or `work` does; a failed load is tried again next time. */
  async use<R>(key: string, work: (value: T) => R | Promise<R>): Promise<R> {
    const entry = this.#entries.get(key) ?? this.#open(key)
    // The most recently used is the last in the map.
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

  /** Releases all values that are not in use. */
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
    entry.value.then(this.#how.release).catch(() => {})
  }
}
