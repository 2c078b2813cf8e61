import type { PictureAddress } from '../../model/data/address.ts'
import type { Skipped } from '../../model/data/imageSet.ts'
import type { Listing } from '../../model/data/listing.ts'
import type { Levels } from '../../model/data/samples.ts'

/** What the library learns from reading a picture. */
export interface PictureFacts {
  /** SHA-256 in hex: of its encoded bytes, or of its pixels where it has no encoding. */
  readonly hash: string
  /** px, upright. */
  readonly width: number
  readonly height: number
  /** Median grey of its border, 0 to 255. */
  readonly ground: number
  /** Whether it has no colours. */
  readonly grey: boolean
  /** Present where other stored values than the ends of their type became black and white. */
  readonly levels?: Levels
  /** What a generated picture shows. */
  readonly label?: string
  /** Encoded; present for pictures that have to be decoded, made later for the others. */
  readonly thumbnail?: Uint8Array
}

/** A picture's facts, or why there are none; `index` is its place in the requested list. */
export type ReadPicture =
  | { readonly index: number; readonly facts: PictureFacts }
  | { readonly index: number; readonly reason: string }

/** A picture as the library knows it: a file with other content at its place is not it. */
export type KnownPicture = PictureAddress & { readonly hash: string }

/** A picture of the library as the model receives it: where its bytes lie, and whether it is inverted. */
export type CanvasPicture = PictureAddress & {
  /** Absent if the content is not to be checked. */
  readonly hash?: string
  readonly inverted: boolean
}

/** A canvas picture with its id in the library. */
export type PictureRef = CanvasPicture & { readonly id: number }

/** Why a picture has no canvas: its bytes are gone, are not those it was imported with, or cannot be decoded. */
export type Fault = 'missing' | 'changed' | 'unreadable'

/** The reason given for changed pictures. */
export const CHANGED =
  'its content has changed since it was imported; read its set again to take it as it is now'

/** Some of the requested pictures, by their places in that list. */
export interface CanvasPiece {
  /** [count] */
  readonly indices: Uint32Array
  /** [count, S, S]: 0 black (no ink) to 255 white (ink). */
  readonly pixels: Uint8Array
  /** The reason is part of a sentence: "its content has changed". */
  readonly failed: readonly { readonly index: number; readonly fault: Fault; readonly reason: string }[]
}

/** Some of the pictures and skipped files found at a source. */
export type ListingPiece = Pick<Listing, 'pictures' | 'skipped'>

/** What the process that reads untrusted files does for the app. */
export type ReaderJobs = {
  /**
   * Lists the pictures at some paths. Progress: how many were found so far; once all are, the listing in pieces, so
   * that the receiver can do other work in between.
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
  /** Makes thumbnails (contract/thumbnails.ts); undefined for a picture that is gone or has changed. */
  thumbnails: {
    input: readonly KnownPicture[]
    progress: undefined
    result: readonly (Uint8Array | undefined)[]
  }
  /** Makes a PNG of a picture, at most `side` px a side; undefined if it is gone or has changed. */
  png: { input: { picture: KnownPicture; side: number }; progress: undefined; result: Uint8Array | undefined }
  /** Lists all files below a folder, whatever they are. Progress is as in `list`. */
  files: {
    input: { folder: string }
    progress: number | { readonly files: readonly string[]; readonly skipped: readonly Skipped[] }
    result: undefined
  }
  /** Hashes the content at some addresses, as in `PictureFacts`, without decoding; undefined if it cannot be read. */
  hashes: {
    input: readonly PictureAddress[]
    progress: undefined
    result: readonly (string | undefined)[]
  }
}
