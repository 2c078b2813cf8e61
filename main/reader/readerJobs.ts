import type { PictureAddress } from '../../model/data/address.ts'
import type { Skipped } from '../../model/data/imageSet.ts'
import type { Listing } from '../../model/data/listing.ts'

/** What reading a picture tells of it. */
export interface PictureFacts {
  /** SHA-256 in hex: of its encoded bytes, or of its pixels where it has no encoding. */
  readonly hash: string
  /** px, upright. */
  readonly width: number
  readonly height: number
  /** Grey of its border, 0 to 255. */
  readonly ground: number
  /** It has no colours. */
  readonly grey: boolean
  /** Of a generated picture: what it shows. */
  readonly label?: string
  /** Encoded; made at once for pictures that have to be decoded, later for the others. */
  readonly thumbnail?: Uint8Array
}

/** A picture's facts, or why there are none; `index` is its place in the list that was asked for. */
export type ReadPicture =
  | { readonly index: number; readonly facts: PictureFacts }
  | { readonly index: number; readonly reason: string }

/** A picture as the library knows it: whoever reads another content there has not found it. */
export type KnownPicture = PictureAddress & { readonly hash: string }

/** A picture of the library as the model takes it: where its bytes lie, and whether light and dark are turned round. */
export type CanvasPicture = PictureAddress & {
  /** What is not checked has none. */
  readonly hash?: string
  readonly inverted: boolean
}

/** The same with its id. */
export type PictureRef = CanvasPicture & { readonly id: number }

/** Why a picture has no canvas: its bytes are not there, are not those it was imported with, or cannot be decoded. */
export type Fault = 'missing' | 'changed' | 'unreadable'

/** The reason of those that are not what was imported. */
export const CHANGED =
  'it has another content than when it was imported; reading its set again takes it as it is now'

/** Some of the pictures that were asked for, by their places in that list. */
export interface CanvasPiece {
  /** [count] */
  readonly indices: Uint32Array
  /** [count, S, S]: 0 black (no ink) to 255 white (ink). */
  readonly pixels: Uint8Array
  /** The reason is part of a sentence: "it has another content". */
  readonly failed: readonly { readonly index: number; readonly fault: Fault; readonly reason: string }[]
}

/** Some of what was found at a source. */
export type ListingPiece = Pick<Listing, 'pictures' | 'skipped'>

/** What the process that reads untrusted files does for the app. */
export type ReaderJobs = {
  /**
   * Lists the pictures at some paths. Progress: how many were found so far; then, once all are, the listing in pieces,
   * so that whoever gets it can do other things in between.
   */
  list: {
    input: { paths: readonly string[]; seed: number }
    progress: number | ListingPiece
    result: Omit<Listing, keyof ListingPiece>
  }
  /** Reads pictures; progress: those that are done, in any order. */
  read: { input: readonly PictureAddress[]; progress: readonly ReadPicture[]; result: undefined }
  /** Brings pictures to the model's canvas of `side` px (model/data/canvases.ts). Progress: those that are done. */
  canvases: {
    input: { pictures: readonly CanvasPicture[]; side: number }
    progress: CanvasPiece
    result: undefined
  }
  /** Thumbnails (contract/thumbnails.ts); undefined where the picture is not there any more. */
  thumbnails: {
    input: readonly KnownPicture[]
    progress: undefined
    result: readonly (Uint8Array | undefined)[]
  }
  /** A picture as a PNG of `side` px a side at most; undefined where it is not there any more. */
  png: { input: { picture: KnownPicture; side: number }; progress: undefined; result: Uint8Array | undefined }
  /** Lists all files below a folder, whatever they are. Progress: as that of `list`. */
  files: {
    input: { folder: string }
    progress: number | { readonly files: readonly string[]; readonly skipped: readonly Skipped[] }
    result: undefined
  }
  /** Content of what lies at some addresses, as `PictureFacts` have it, undecoded; undefined where there is nothing. */
  hashes: {
    input: readonly PictureAddress[]
    progress: undefined
    result: readonly (string | undefined)[]
  }
}
