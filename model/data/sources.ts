import type { PictureAddress } from './address.ts'
import { decodePicture, type Grey, type Ground } from './decode.ts'
import type { PictureReader, StoredPicture } from './formats/format.ts'
import { pictureKind } from './formats/index.ts'

/** Reads single pictures of any kind; files that hold many of them stay open in between. */
export class Sources {
  readonly #readers = new Map<string, PictureReader>()

  /**
   * A picture as it is stored: the bytes of a picture file, or its pixels.
   *
   * @param side px, of pictures that have no size of their own
   * @throws an error whose message is the reason why it cannot be read
   */
  async read(address: PictureAddress, side?: number): Promise<StoredPicture> {
    return this.#reader(address).read(address, side)
  }

  /** Any picture in grey (decode.ts), over `alpha` where it is transparent. Throws as `read` and `decodePicture` do. */
  async grey(
    address: PictureAddress,
    { alpha = 'white' as Ground, side }: { alpha?: Ground; side?: number } = {},
  ): Promise<Grey> {
    const stored = await this.read(address, side)
    return isPixels(stored) ? stored : decodePicture(stored, alpha)
  }

  /** A picture's label, where its kind knows it only when the picture is read. */
  labelOf(address: PictureAddress): string | undefined {
    return this.#reader(address).labelOf?.(address)
  }

  /** Closes what is open, after its use where it is in use. Files that have changed are then read again. */
  close(): void {
    for (const { close } of this.#readers.values()) close?.()
  }

  #reader({ kind }: PictureAddress): PictureReader {
    const reader = this.#readers.get(kind) ?? pictureKind(kind).reader()
    this.#readers.set(kind, reader)
    return reader
  }
}

/** Whether a picture is stored as its pixels, and not as a picture file's bytes. */
export function isPixels(stored: StoredPicture): stored is Grey {
  return 'pixels' in stored
}

/** The bytes that identify a picture's content. */
export function contentOf(stored: StoredPicture): Uint8Array | Uint8ClampedArray {
  return isPixels(stored) ? stored.pixels : stored
}
