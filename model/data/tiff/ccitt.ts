/** Runs of 0 to 63 px of one colour, then of 64 to 1728 px in steps of 64 (ITU-T T.4, tables 2 and 3a). */
const WHITE = `00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011
0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010
00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101
00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010
01011011 01001010 01001011 00110010 00110011 00110100 11011 10010 010111 0110111 00110110 00110111 01100100 01100101
01101000 01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001
011011010 011011011 010011000 010011001 010011010 011000 010011011`
const BLACK = `0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000
0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000
000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 000011010010
000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011
000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 000000100100
000000110111 000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010
000001100110 000001100111 0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101
0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011
0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101
0000001011010 0000001011011 0000001100100 0000001100101`
/** Runs of 1792 to 2560 px of either colour, in steps of 64 (table 3b). */
const LONG = `00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111
000000011100 000000011101 000000011110 000000011111`
/** How a line follows the one above (T.4, table 4): its vertical codes by the offset, pass and horizontal. */
const PASS = 4
const HORIZONTAL = 5
const MODES = new Map(
  [
    ['1', 0],
    ['011', 1],
    ['000011', 2],
    ['0000011', 3],
    ['010', -1],
    ['000010', -2],
    ['0000010', -3],
    ['0001', PASS],
    ['001', HORIZONTAL],
  ].map(([code, mode]): [number, number] => [keyOf(String(code)), Number(mode)]),
)
const MAX_CODE_BITS = 13
const EOL_BITS = 12

const words = (text: string) => text.split(/\s+/)
/** A code as a number that tells its length too: a one before its bits. */
function keyOf(code: string): number {
  return Number.parseInt(`1${code}`, 2)
}
const runs = [WHITE, BLACK].map(
  (codes) =>
    new Map([
      ...words(codes).map((code, i): [number, number] => [keyOf(code), i < 64 ? i : (i - 63) * 64]),
      ...words(LONG).map((code, i): [number, number] => [keyOf(code), 1792 + 64 * i]),
    ]),
)

/** How the lines of a fax are packed: 'rle' (TIFF compression 2), 'group3' (3), of one or two dimensions, or 'group4' (4). */
export type Fax = 'rle' | 'group3' | 'group3-2d' | 'group4'

/**
 * Unpacks a bilevel picture that is packed as faxes are (ITU-T T.4 and T.6).
 *
 * @param into receives its lines of bits [height, ceil(width / 8)], 1 where the fax is black; the lines that are missing
 *   stay 0
 * @returns how many bytes it received
 * @throws Error where a code is none of the standard's
 */
export function unpackFax(packed: Uint8Array, fax: Fax, width: number, into: Uint8Array): number {
  const bits = new BitReader(packed)
  const bytes = Math.ceil(width / 8)
  let above: readonly number[] = []
  let at = 0
  for (; at + bytes <= into.length && !bits.isAtEnd; at += bytes) {
    const ended = skipEndsOfLines(bits)
    if (bits.isAtEnd || (fax === 'group4' && ended > 0) || ended > 1) break
    const isPlain = fax === 'rle' || fax === 'group3' || (fax === 'group3-2d' && bits.next() === 1)
    above = isPlain ? plainLine(bits, width) : lineBelow(above, bits, width)
    draw(above, into, at * 8, width)
    if (fax === 'rle') bits.align()
  }
  return at
}

/** The bits of a fax, the highest of each byte first. */
class BitReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length * 8
  }

  next(): number {
    const bit = (this.#bytes[this.#at >>> 3] >>> (7 - (this.#at & 7))) & 1
    this.#at++
    return bit
  }

  /** Passes over an end of line, with the zeros that fill up before it; false where the next bits are none. */
  skipEndOfLine(): boolean {
    const from = this.#at
    let zeros = 0
    while (!this.isAtEnd && this.next() === 0) zeros++
    if (zeros >= EOL_BITS - 1 || this.isAtEnd) return zeros >= EOL_BITS - 1 && !this.isAtEnd
    this.#at = from
    return false
  }

  align(): void {
    this.#at = (this.#at + 7) & ~7
  }

  /** The meaning of the next code. */
  code(meanings: ReadonlyMap<number, number>): number {
    let key = 1
    for (let length = 0; length < MAX_CODE_BITS && !this.isAtEnd; length++) {
      key = (key << 1) | this.next()
      const meaning = meanings.get(key)
      if (meaning !== undefined) return meaning
    }
    throw new Error(this.isAtEnd ? 'truncated: the fax ends early' : 'corrupt: not a code of a fax')
  }
}

function skipEndsOfLines(bits: BitReader): number {
  let ended = 0
  while (!bits.isAtEnd && bits.skipEndOfLine()) ended++
  return ended
}

function runOf(colour: number, bits: BitReader): number {
  let length = 0
  for (;;) {
    const part = bits.code(runs[colour])
    length += part
    if (part < 64) return length
  }
}

/** Adds a change of colour to a line; a second one at the same place takes both back. */
function change(changes: number[], x: number): void {
  if (changes.at(-1) === x) changes.pop()
  else changes.push(x)
}

/** A line as the places where its colour changes, of which the first is to black. */
function plainLine(bits: BitReader, width: number): number[] {
  const changes: number[] = []
  for (let x = 0, colour = 0; x < width; colour = 1 - colour) {
    x = within(x + runOf(colour, bits), width)
    change(changes, x)
  }
  return changes
}

/** A line that is described by how it differs from the one above. */
function lineBelow(above: readonly number[], bits: BitReader, width: number): number[] {
  const changes: number[] = []
  let x = 0
  let colour = 0
  /** The first change above that is not left of where we are. */
  let i = 0
  for (let isStart = true; x < width; isStart = false) {
    while (i > 0 && above[i - 1] > x) i--
    while (i < above.length && (above[i] < x || (above[i] === x && !isStart))) i++
    // Changes to black and to white alternate.
    const b = i % 2 === colour ? i : i + 1
    const mode = bits.code(MODES)
    if (mode === PASS) x = above[b + 1] ?? width
    else if (mode === HORIZONTAL) {
      for (const each of [colour, 1 - colour]) {
        x = within(x + runOf(each, bits), width)
        change(changes, x)
      }
    } else {
      const to = (above[b] ?? width) + mode
      if (to < x) throw new Error('corrupt: a line of a fax goes back')
      x = within(to, width)
      change(changes, x)
      colour = 1 - colour
    }
  }
  return changes
}

function within(x: number, width: number): number {
  if (x <= width) return x
  throw new Error('corrupt: a line of a fax is too long')
}

function draw(changes: readonly number[], into: Uint8Array, from: number, width: number): void {
  for (let i = 0; i < changes.length; i += 2) {
    for (let x = changes[i]; x < (changes[i + 1] ?? width); x++) {
      into[(from + x) >>> 3] |= 0x80 >> ((from + x) & 7)
    }
  }
}
