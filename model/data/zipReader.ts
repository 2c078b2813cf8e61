import type { FileHandle } from 'node:fs/promises'
import yauzl from 'yauzl'

/** Bytes read from the file at once while an archive is listed. */
const BLOCK_BYTES = 2 ** 20

/**
 * Reads an archive's bytes for yauzl. While it lists the members, it requests two small pieces for each: they are served
 * from large blocks. After that, requests are passed on to the file.
 */
export class ZipReader extends yauzl.RandomAccessReader {
  readonly #handle: FileHandle
  #isListing = true
  #block = Buffer.alloc(0)
  /** Where the block lies in the file. */
  #at = 0

  constructor(handle: FileHandle) {
    super()
    this.#handle = handle
  }

  endListing(): void {
    this.#isListing = false
    this.#block = Buffer.alloc(0)
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead: number) => void,
  ): void {
    const from = position - this.#at
    if (from >= 0 && from + length <= this.#block.length) {
      callback(null, this.#block.copy(into, offset, from, from + length))
      return
    }
    const reading = this.#isListing
      ? this.#readBlock(Math.max(length, BLOCK_BYTES), position).then((block) =>
          block.copy(into, offset, 0, length),
        )
      : this.#handle.read(into, offset, length, position).then(({ bytesRead }) => bytesRead)
    reading.then(
      (bytesRead) => callback(null, bytesRead),
      (error: Error) => callback(error, 0),
    )
  }

  async #readBlock(length: number, position: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, position)
    this.#at = position
    this.#block = buffer.subarray(0, bytesRead)
    return this.#block
  }
}
