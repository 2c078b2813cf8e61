/** True parts of generated pictures: which part and sub-part every pixel's ink belongs to. */
export interface PartTruth {
  /** [count, S, S]: 0 where there is no ink, else 1 + index of the part in its picture. */
  readonly parts: Uint8Array
  /** [count, S, S]: 0 where there is no ink, else 1 + index of the sub-part, counted through the whole picture. */
  readonly subParts: Uint8Array
}

/** A picture that was passed over while reading, and why. */
export interface Skipped {
  readonly file: string
  readonly reason: string
}

/** Grey pictures of one size in memory, with what is known of them. */
export interface ImageSet {
  readonly name: string
  readonly count: number
  /** S: side of the square canvas, px. */
  readonly side: number
  /** [count, S, S]: 0 black (no ink) to 255 white (ink). */
  readonly pixels: Uint8Array
  /** [count]: index into `labelNames`. */
  readonly labels?: Int32Array
  readonly labelNames?: readonly string[]
  /** [count]: where each picture came from (a path, or a name such as "t10k 17"). */
  readonly sources: readonly string[]
  readonly truth?: PartTruth
  readonly skipped: readonly Skipped[]
  /** What a person should know of how the pictures were read, e.g. that they were inverted. */
  readonly notes: readonly string[]
}

/** Which of a source's pictures to read. The docstring of every format defines its train and test pictures. */
export type Split = 'train' | 'test' | 'all'

/** Options of every reader of pictures. */
export interface ReadOptions {
  /** S: side of the square canvas the pictures are brought to, px. */
  readonly side: number
  readonly split: Split
  /** The maximum number of pictures; the first ones of the split are read. */
  readonly count?: number
  /** Stops reading; the reader rejects with the signal's reason. */
  readonly signal?: AbortSignal
}
