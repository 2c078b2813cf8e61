import type { Dirent } from 'node:fs'
import type { PictureAddress } from '../address.ts'
import type { Placed } from '../arrange.ts'
import type { Grey } from '../decode.ts'
import type { ListedPicture, Listing, ListOptions } from '../listing.ts'

/** What all formats of data sets have: those that lie in files, and those that are generated. */
export interface Format {
  /** Name of its sets in the workspace, and of its file here. It is on disk: a name that has been released stays. */
  readonly name: string
  /** What a person can give of it, in words that follow "Give". */
  readonly about: string
  /**
   * Whether light and dark are turned round, for white ink on black; absent where the format does not say, and each
   * picture's own border decides.
   */
  readonly invert?: 'always' | 'never'
  /** How its pictures are read one by one; absent where they are those of another format. */
  readonly pictures?: PictureKind
}

/** A format of files: it says what it looks like, and which pictures it holds. */
export interface FileFormat extends Format {
  /** Whether it is this that lies at a path. Formats are asked in their order (index.ts), and the first has it. */
  recognises(place: Place): boolean | Promise<boolean>
  /** Lists its pictures without decoding any. Throws a data error that names the file where it cannot be listed. */
  list(place: Place, options: ListOptions): Promise<Listing>
  /** Lists files that belong together as one source; undefined where these do not. */
  listTogether?(paths: readonly string[]): Promise<Listing> | undefined
  /** What a person calls one of its pictures where the source is known; its whole address unless given. */
  shortName?(picture: ListedPicture): string
  /** Whether its labels are folders: they begin with its own name where it is one of several sources. */
  readonly labelledByFolders?: true
  /** How one of its files is read as a part of a folder; absent where a folder has none of them. */
  readonly inFolder?: {
    /** Names that its files have: no others are opened, of what may be a hundred thousand. */
    readonly named: RegExp
    /**
     * What one of them holds.
     * @param at its own path from the folder, with forward slashes
     */
    places(path: string, at: string): Promise<readonly Placed[]>
  }
}

/** What lies at a path, as far as it is looked at before it is known what it is. */
export type Place = FolderPlace | FilePlace

export interface FolderPlace {
  readonly path: string
  readonly entries: readonly Dirent[]
}

export interface FilePlace {
  readonly path: string
  /** Its first bytes, 512 at most. */
  readonly start: Buffer
}

/** A way in which pictures lie in files, and are read one by one. */
export interface PictureKind {
  /** Its name in the workspace, which stays. */
  readonly name: string
  /** What a person calls one of them. */
  nameOf(address: PictureAddress): string
  /** Where one of them lies, for people; path and member unless given. */
  sourceOf?(address: PictureAddress): string
  /** Something that reads them, and keeps open what the next one may lie in too. */
  reader(): PictureReader
}

export interface PictureReader {
  /**
   * One picture as it is stored: the bytes of a picture file, or its pixels.
   *
   * @param side px, of a picture that has no size of its own; as its kind chooses where it is absent
   * Rejects with an error whose message is the reason where it cannot be had.
   */
  read(address: PictureAddress, side?: number): Promise<StoredPicture>
  /** What a picture shows, where that is known only when it is read. */
  labelOf?(address: PictureAddress): string
  /** Gives up what is open; what is in use is closed when it is done. Files that changed are then read anew. */
  close?(): void
}

export type StoredPicture = Buffer | Grey
