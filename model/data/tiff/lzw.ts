const CLEAR = 256
const END = 257
const MAX_CODES = 4096
const MAX_BITS = 12

/**
 * Unpacks TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, that grow one code early.
 *
 * @param into receives the unpacked bytes; those that it has no room for are ignored
 * @returns how many bytes it received
 * @throws Error where a code has no meaning yet
 */
export function unpackLzw(packed: Uint8Array, into: Uint8Array): number {
  // Of each code: the code that it continues, its first and last byte, and its length.
  const prefix = new Uint16Array(MAX_CODES)
  const first = Uint8Array.from({ length: MAX_CODES }, (_, code) => code)
  const last = first.slice()
  const lengths = new Uint16Array(MAX_CODES).fill(1, 0, CLEAR)
  let next = END + 1
  let bits = 9
  let before = -1
  let at = 0
  let held = 0
  let count = 0
  for (const byte of packed) {
    held = ((held << 8) | byte) & 0xffffff
    count += 8
    if (count < bits) continue
    count -= bits
    const code = (held >>> count) & ((1 << bits) - 1)
    if (code === END || at === into.length) break
    if (code === CLEAR) {
      next = END + 1
      bits = 9
      before = -1
      continue
    }
    const isNew = code === next && before >= 0
    if (code > END && code >= next && !isNew) throw new Error('corrupt: an LZW code without a meaning')
    if (before >= 0 && next < MAX_CODES) {
      prefix[next] = before
      first[next] = first[before]
      last[next] = first[isNew ? before : code]
      lengths[next] = lengths[before] + 1
      next++
    }
    at = write(code, at)
    before = code
    if (next + 1 >= 1 << bits && bits < MAX_BITS) bits++
  }
  return at

  function write(code: number, from: number): number {
    const end = from + lengths[code]
    for (let i = end - 1, each = code; i >= from; i--, each = prefix[each]) {
      if (i < into.length) into[i] = last[each]
    }
    return Math.min(end, into.length)
  }
}
