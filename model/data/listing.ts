import type { PictureAddress } from './address.ts'
import type { Skipped } from './imageSet.ts'
import { byBytes } from './order.ts'

/** A picture of a source before its bytes are read: its address, and what follows from its place in the source. */
export interface ListedPicture extends PictureAddress {
  /** Name of its class. */
  readonly label?: string
  readonly split: 'train' | 'test'
}

/** The pictures of a source, in the order of the source, and the files that were skipped. */
export interface Listing {
  readonly name: string
  /** Name of its format (formats/). */
  readonly kind: string
  readonly pictures: readonly ListedPicture[]
  readonly skipped: readonly Skipped[]
  /** What a person should know about how it was divided. */
  readonly notes: readonly string[]
  /** What a person should know about how its pictures are read, whichever split they are in. */
  readonly remarks?: readonly string[]
  /** Names of all its classes in their order; absent where that is the byte order of the labels. */
  readonly labelNames?: readonly string[]
}

/** How a source is listed. */
export interface ListOptions {
  /** Decides which pictures are held out where the source does not define it. Default 0. */
  readonly seed?: number
  /** Called with the number of pictures found so far. */
  readonly onFound?: (found: number) => void
  /** Stops listing; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The names of the classes of a listing, the same in every split of it. */
export function labelNamesOf({ pictures, labelNames }: Listing): readonly string[] {
  return labelNames ?? [...new Set(pictures.flatMap(({ label }) => label ?? []))].sort(byBytes)
}
