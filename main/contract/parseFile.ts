/** A part of a kept parse, as a window shows it. Pictures are row-major, ink 0 to 1 (sums of parts can be more). */
export interface PartView {
  /** Place in the tree, from 0: [2, 0] is the first sub-part of the third part. */
  readonly path: readonly number[]
  /** K - 1 for the picture's parts, down to 0 for the smallest: one less than the level k of the paper. */
  readonly level: number
  /** [Z] */
  readonly z: Float32Array
  /** [6]: a11 a12 tx a21 a22 ty */
  readonly action: readonly number[]
  /** The action in words, relative to the parent's canvas: degrees and px (docs/parse-tree.md). */
  readonly frame: {
    readonly scaleX: number
    readonly scaleY: number
    readonly rotation: number
    readonly shear: number
    readonly translateX: number
    readonly translateY: number
  }
  /**
   * The centres of its top left, top right, bottom right and bottom left pixel, px of the parent's canvas, from the
   * centre of that canvas's first pixel.
   */
  readonly corners: readonly (readonly [x: number, y: number])[]
  /** Mean squared error per pixel of its own guess against the picture zoomed to it; absent at the lowest level. */
  readonly error?: number
  /** [P, P]: the input of its glimpse, which is the patch drawn before it or the program's start (x0). */
  readonly seen: Float32Array
  /** [P, P]: what was placed. */
  readonly patch: Float32Array
  /** [P, P]: the glimpse's own guess, decPatch(z). */
  readonly decoded: Float32Array
  /** [S, S] or [P, P]: the part on its parent's canvas. */
  readonly placed: Float32Array
  readonly parts: readonly PartView[]
}

/** A kept parse with all its pictures. */
export interface ParseView {
  /** S, px */
  readonly side: number
  /** P, px */
  readonly patch: number
  /** o: added to the scale of every action. */
  readonly offset: number
  /** Mean squared error per pixel of the reconstruction. */
  readonly mse: number
  /** [Z]: z^K */
  readonly z: Float32Array
  /** [S, S]: the picture as the model saw it. */
  readonly image: Float32Array
  /** [S, S]: the reconstruction. */
  readonly canvas: Float32Array
  readonly parts: readonly PartView[]
}

// The file: the length of the head (Uint32, little-endian), the head (JSON, UTF-8, padded with spaces to four bytes),
// then the numbers. The head has in place of every Float32Array where its numbers are stored.

interface Stored {
  /** Element type: 32-bit floats for z, 16-bit ones for pictures. */
  readonly as: 'f32' | 'f16'
  /** Bytes from the end of the head. */
  readonly at: number
  readonly length: number
}

const FORMAT = 'rnp-parse-view'
const VERSION = 1
const PICTURES = new Set(['image', 'canvas', 'seen', 'patch', 'decoded', 'placed'])

/** Encodes a parse as the bytes that are stored and sent: pictures in half precision (three decimals), programs exactly. */
export function encodeParse(parse: ParseView): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = []
  const places = new Map<Float32Array, Stored>()
  let at = 0
  /** An array that occurs twice, such as a patch that is the next glimpse's input, is written once. */
  const place = (key: string, value: Float32Array): Stored => {
    const known = places.get(value)
    if (known) return known
    const as = PICTURES.has(key) ? 'f16' : 'f32'
    const numbers = as === 'f16' ? new Float16Array(value) : value
    const block = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
    const stored: Stored = { as, at, length: value.length }
    places.set(value, stored)
    blocks.push(block)
    at += block.length + (-block.length & 3)
    return stored
  }
  // A replacer of JSON.stringify could do this too, but it would be called for every number in every list.
  const placed = (view: ParseView | PartView): object => {
    const entries = Object.entries(view).map(([key, value]) => {
      if (value instanceof Float32Array) return [key, place(key, value)]
      return [key, key === 'parts' ? (value as PartView[]).map(placed) : value]
    })
    return Object.fromEntries(entries)
  }
  const head = JSON.stringify({ format: FORMAT, version: VERSION, parse: placed(parse) })
  const text = new TextEncoder().encode(head)
  const start = 4 + text.length + (-text.length & 3)
  const file = new Uint8Array(start + at).fill(0x20, 0, start)
  new DataView(file.buffer).setUint32(0, start - 4, true)
  file.set(text, 4)
  let to = start
  for (const block of blocks) {
    file.set(block, to)
    to += block.length + (-block.length & 3)
  }
  return file
}

/**
 * Decodes what `encodeParse` wrote.
 *
 * @throws Error if it is another format or version, or ends early
 */
export function decodeParse(file: ArrayBuffer): ParseView {
  const size = file.byteLength >= 4 ? new DataView(file).getUint32(0, true) : Number.POSITIVE_INFINITY
  if (4 + size > file.byteLength) throw new Error(`A parse of ${file.byteLength} bytes ends early.`)
  const start = 4 + size
  const { format, version, parse } = JSON.parse(
    new TextDecoder().decode(new Uint8Array(file, 4, size)),
    (_, value) => (isStored(value) ? numbersAt(file, start, value) : value),
  )
  if (format !== FORMAT || version !== VERSION) {
    throw new Error(`This is ${format} ${version}, not ${FORMAT} ${VERSION}.`)
  }
  return parse
}

function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'as' in value && 'at' in value
}

function numbersAt(file: ArrayBuffer, start: number, { as, at, length }: Stored): Float32Array {
  if (start + at + length * (as === 'f16' ? 2 : 4) > file.byteLength) {
    throw new Error(`A parse of ${file.byteLength} bytes ends early.`)
  }
  return as === 'f16'
    ? new Float32Array(new Float16Array(file, start + at, length))
    : new Float32Array(file, start + at, length)
}
