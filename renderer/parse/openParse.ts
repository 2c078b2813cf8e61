import { decodeParse, type ParseView } from '../../main/contract/parseFile.ts'
import type { ParseRecord } from '../../main/contract/parses.ts'

/** A kept parse with its pictures. */
export interface OpenedParse {
  readonly record: ParseRecord
  readonly view: ParseView
}

/** Parses of about 60 kB, 200 kB once decoded. */
const CAPACITY = 64

/** Fetches parses with their pictures, each once while it is one of the last that were looked at. */
export class ParseOpener {
  private readonly bytes: (parseId: number, signal?: AbortSignal) => Promise<ArrayBuffer>
  private readonly capacity: number
  /** In the order of their last use. */
  private readonly views = new Map<number, ParseView>()

  /** @param bytes of a kept parse, as its route gives them */
  constructor(bytes: (parseId: number, signal?: AbortSignal) => Promise<ArrayBuffer>, capacity = CAPACITY) {
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
