export interface BatchSource<Value> {
  /** Loads a batch: a value for each id, in order; undefined for an id that has none. */
  load(ids: readonly number[], signal: AbortSignal): Promise<readonly (Value | undefined)[]>
  /** Called after values have arrived, with their ids. */
  onLoad?(ids: readonly number[]): void
  /** Frees a value that is no longer kept. */
  dispose?(value: Value): void
  /** Largest number of ids in a batch. */
  readonly size: number
  /** Largest number of values kept; the least recently used are dropped first. */
  readonly capacity: number
}

const MAX_CONCURRENT_BATCHES = 2

interface Batch {
  readonly ids: Set<number>
  readonly abort: AbortController
}

/**
 * Values by id, loaded in batches as they are wanted and kept while there is room. A batch is cancelled once nothing in
 * it is wanted any more.
 *
 * Its members are `private` and not `#private`, because Vue may wrap it in a proxy.
 */
export class BatchLoader<Value> {
  private readonly source: BatchSource<Value>
  /** In the order of their last use. */
  private readonly kept = new Map<number, Value | undefined>()
  private readonly stale = new Set<number>()
  private readonly batches = new Set<Batch>()
  private readonly wants = new Map<unknown, readonly number[]>()

  constructor(source: BatchSource<Value>) {
    this.source = source
  }

  /** The value of an id; undefined if it is not loaded or has none. */
  get(id: number): Value | undefined {
    const value = this.kept.get(id)
    if (value !== undefined) {
      this.kept.delete(id)
      this.kept.set(id, value)
    }
    return value
  }

  /** Whether an id is loaded, even if it has no value. */
  has(id: number): boolean {
    return this.kept.has(id)
  }

  /**
   * Sets which ids a caller wants now, the most urgent first, in place of those it wanted before.
   *
   * @param by identifies the caller: the wall, a panel
   */
  want(by: unknown, ids: readonly number[]): void {
    this.wants.delete(by)
    if (ids.length > 0) this.wants.set(by, ids)
    const all = this.wanted()
    for (const batch of this.batches) {
      if (!batch.ids.isDisjointFrom(all)) continue
      batch.abort.abort()
      this.batches.delete(batch)
    }
    this.pump()
  }

  /** Marks values as stale: they are loaded again when wanted, and `get` returns the old ones until then. */
  refresh(ids: Iterable<number> = this.kept.keys()): void {
    for (const id of ids) {
      if (this.kept.has(id)) this.stale.add(id)
      for (const batch of this.batches) batch.ids.delete(id)
    }
    this.pump()
  }

  /** Marks ids without a value as stale. */
  retry(): void {
    this.refresh([...this.kept].flatMap(([id, value]) => (value === undefined ? [id] : [])))
  }

  /** Cancels all batches and frees all values. */
  clear(): void {
    for (const { abort } of this.batches) abort.abort()
    this.batches.clear()
    for (const value of this.kept.values()) this.free(value)
    this.kept.clear()
    this.stale.clear()
    this.wants.clear()
  }

  private wanted(): Set<number> {
    return new Set([...this.wants.values()].flat())
  }

  private pump(): void {
    while (this.batches.size < MAX_CONCURRENT_BATCHES) {
      const ids: number[] = []
      for (const id of this.wanted()) {
        if (this.kept.has(id) && !this.stale.has(id)) continue
        if ([...this.batches].some((batch) => batch.ids.has(id))) continue
        ids.push(id)
        if (ids.length === this.source.size) break
      }
      if (ids.length === 0) return
      void this.load(ids)
    }
  }

  private async load(ids: readonly number[]): Promise<void> {
    const batch: Batch = { ids: new Set(ids), abort: new AbortController() }
    this.batches.add(batch)
    for (const id of ids) this.stale.delete(id)
    // Ids that cannot be loaded have no value until they are refreshed: retrying at once would never end.
    const values = await this.source.load(ids, batch.abort.signal).catch(() => [])
    const current = this.batches.delete(batch)
    for (const [i, id] of ids.entries()) {
      if (current && batch.ids.has(id)) this.keep(id, values[i])
      else this.free(values[i])
    }
    if (!current) return
    this.trim()
    this.source.onLoad?.(ids)
    this.pump()
  }

  private keep(id: number, value: Value | undefined): void {
    this.free(this.kept.get(id))
    this.kept.delete(id)
    this.kept.set(id, value)
  }

  private trim(): void {
    let over = this.kept.size - this.source.capacity
    if (over <= 0) return
    const wanted = this.wanted()
    for (const [id, value] of this.kept) {
      if (over <= 0) break
      if (wanted.has(id)) continue
      this.free(value)
      this.kept.delete(id)
      this.stale.delete(id)
      over--
    }
  }

  private free(value: Value | undefined): void {
    if (value !== undefined) this.source.dispose?.(value)
  }
}
