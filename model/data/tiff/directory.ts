/** The integer types of a directory's values: their sizes in bytes (TIFF 6.0, section 2; BigTIFF adds the last). */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1, 13: 4, 16: 8 }

/** Where the values of a tag lie. */
interface Field {
  readonly type: number
  readonly count: number
  readonly at: number
}

/**
 * The first directory of a TIFF or BigTIFF file: what is known of its first picture. Only integers are read, and none
 * before they are asked for.
 *
 * Every method throws a RangeError where what it reads would lie beyond the end of the file.
 */
export class Directory {
  readonly isLittleEndian: boolean
  /** Whether the file is a BigTIFF, whose numbers of places have 64 bits. */
  readonly isBig: boolean
  readonly #view: DataView
  readonly #fields = new Map<number, Field>()

  constructor(view: DataView) {
    this.#view = view
    this.isLittleEndian = view.getUint8(0) === 0x49
    const little = this.isLittleEndian
    const isBig = view.getUint16(2, little) === 43
    this.isBig = isBig
    const at = isBig ? this.#long8(8) : view.getUint32(4, little)
    const count = isBig ? this.#long8(at) : view.getUint16(at, little)
    const first = at + (isBig ? 8 : 2)
    const step = isBig ? 20 : 12
    if (first + count * step > view.byteLength) throw new RangeError()
    for (let entry = first; entry < first + count * step; entry += step) {
      const type = view.getUint16(entry + 2, little)
      const size = SIZES[type]
      if (size === undefined) continue
      const values = isBig ? this.#long8(entry + 4) : view.getUint32(entry + 4, little)
      const inline = entry + (isBig ? 12 : 8)
      const isInline = values * size <= (isBig ? 8 : 4)
      const where = isInline ? inline : isBig ? this.#long8(inline) : view.getUint32(inline, little)
      this.#fields.set(view.getUint16(entry, little), { type, count: values, at: where })
    }
  }

  /** The first value of a tag; undefined where the directory does not have it. */
  first(tag: number): number | undefined {
    const field = this.#fields.get(tag)
    return field && field.count > 0 ? this.#value(field, 0) : undefined
  }

  /** All values of a tag, none where the directory does not have it. */
  all(tag: number): number[] {
    const field = this.#fields.get(tag)
    if (!field) return []
    if (field.at + field.count * SIZES[field.type] > this.#view.byteLength) throw new RangeError()
    return Array.from({ length: field.count }, (_, i) => this.#value(field, i))
  }

  #value({ type, at }: Field, i: number): number {
    const where = at + i * SIZES[type]
    if (type === 3) return this.#view.getUint16(where, this.isLittleEndian)
    if (type === 4 || type === 13) return this.#view.getUint32(where, this.isLittleEndian)
    return type === 16 ? this.#long8(where) : this.#view.getUint8(where)
  }

  #long8(at: number): number {
    return Number(this.#view.getBigUint64(at, this.isLittleEndian))
  }
}
