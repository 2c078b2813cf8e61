import type { PictureAddress } from './address.ts'
import { decodePicture, type Grey, type Ground } from './decode.ts'
import type { PictureReader, StoredPicture } from './formats/format.ts'
import { pictureKind } from './formats/index.ts'

/** Reads single pictures wherever they lie; what holds many of them stays open between them. */
export class Sources {
  readonly #readers = new Map<string, PictureReader>()

  /**
   * A picture as it is stored: the bytes of a picture file, or its pixels.
   *
   * @param side px, of pictures that have no size of their own
   * Rejects with the reason where it cannot be had.
   */
  async read(address: PictureAddress, side?: number): Promise<StoredPicture> {
    return this.#reader(address).read(address, side)
  }

  /** Any picture in grey (decode.ts), on `alpha` where it is transparent. Rejects as `read` and `decodePicture` do. */
  async grey(
    address: PictureAddress,
    { alpha = 'white' as Ground, side }: { alpha?: Ground; side?: number } = {},
  ): Promise<Grey> {
    const stored = await this.read(address, side)
    return isPixels(stored) ? stored : decodePicture(stored, alpha)
  }

  /** What a picture shows, where its kind knows that only when it is read. */
  labelOf(address: PictureAddress): string | undefined {
    return this.#reader(address).labelOf?.(address)
  }

  /** Gives up what is open; what is in use is closed when it is done. Files that changed are then read anew. */
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

/** What a picture's content is known by. */
export function contentOf(stored: StoredPicture): Uint8Array | Uint8ClampedArray {
  return isPixels(stored) ? stored.pixels : stored
}
