import { decodeParse, type ParseView } from '../../main/contract/parseFile.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'

/** A kept parse with its pictures. */
export interface OpenedParse {
  readonly record: ParseRecord
  readonly view: ParseView
}

/** Parses kept in memory, each of about 200 kB. */
const MAX_PARSES = 64

/**
 * Fetches parses with their pictures, and keeps the last ones that were opened.
 *
 * Its members are `private` and not `#private`, because Vue may wrap it in a proxy.
 */
export class ParseOpener {
  private readonly bytes: (parseId: number, signal?: AbortSignal) => Promise<ArrayBuffer>
  private readonly capacity: number
  /** In the order of their last use. */
  private readonly views = new Map<number, ParseView>()

  /** @param bytes fetches a kept parse from its route */
  constructor(bytes: (parseId: number, signal?: AbortSignal) => Promise<ArrayBuffer>, capacity = MAX_PARSES) {
    this.bytes = bytes
    this.capacity = capacity
  }

  async open(record: ParseRecord, signal?: AbortSignal): Promise<OpenedParse> {
    const view = this.views.get(record.id) ?? decodeParse(await this.bytes(record.id, signal))
    this.views.delete(record.id)
    this.views.set(record.id, view)
    for (const id of this.views.keys()) {
      if (this.views.size <= this.capacity) break
      this.views.delete(id)
    }
    return { record, view }
  }
}
