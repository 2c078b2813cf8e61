import { inflateSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** A third of the time that deflate takes, for a twentieth fewer bytes. */
export const packParse = (file: Uint8Array): Uint8Array => zstdCompressSync(file)

/** How Zstandard's frames begin (RFC 8878, 3.1.1). */
const ZSTD = 0xfd2fb528

/** The bytes that `packParse` was given; parses of older versions of the app are deflated. */
export function unpackParse(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const isZstd =
    packed.length >= 4 && new DataView(packed.buffer, packed.byteOffset).getUint32(0, true) === ZSTD
  return Uint8Array.from(isZstd ? zstdDecompressSync(packed) : inflateSync(packed))
}
