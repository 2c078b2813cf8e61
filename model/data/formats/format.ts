import type { Dirent } from 'node:fs'
import type { PictureAddress } from '../address.ts'
import type { Placed } from '../arrange.ts'
import type { Grey } from '../decode.ts'
import type { Skipped } from '../imageSet.ts'
import type { ListedPicture, Listing, ListOptions } from '../listing.ts'

/** What all formats of data sets have in common, whether their pictures lie in files or are generated. */
export interface Format {
  /** The name of its sets in the workspace, and of its file here. It is stored on disk, so it must not change once released. */
  readonly name: string
  /** What a person can name as a source, in words that follow "Give". */
  readonly about: string
  /**
   * Whether its pictures are inverted to get white ink on black; absent where the format does not define it, so that each
   * picture's own border decides.
   */
  readonly invert?: 'always' | 'never'
  /** How its pictures are read one by one; absent where they are those of another format. */
  readonly pictures?: PictureKind
}

/** A format of files: it recognises them, and lists their pictures. */
export interface FileFormat extends Format {
  /** Whether a place is of this format. The first format in order (index.ts) that returns true is used. */
  recognises(place: Place): boolean | Promise<boolean>
  /**
   * Lists its pictures without decoding any.
   *
   * @throws RnpError 'data', naming the file that cannot be listed
   */
  list(place: Place, options: ListOptions): Promise<Listing>
  /** Lists files that belong together as one source; undefined where these do not. */
  listTogether?(paths: readonly string[]): Promise<Listing> | undefined
  /** A picture's name, shown where the source is known; its whole address by default. */
  shortName?(picture: ListedPicture): string
  /** Whether its labels are folders, which begin with the source's own name where it is one of several. */
  readonly labelledByFolders?: true
  /** How one of its files is read inside a folder of pictures; absent where such folders never hold one. */
  readonly inFolder?: {
    /** The names of its files: no others are opened, as there may be a hundred thousand. */
    readonly named: RegExp
    /**
     * The pictures in one of them.
     *
     * @param at its own path from the folder, with forward slashes
     */
    places(path: string, at: string): Promise<InFolder>
  }
}

/** The pictures in a file that lies in a folder of pictures, and what of it is passed over. */
export interface InFolder {
  readonly placed: readonly Placed[]
  readonly skipped: readonly Skipped[]
  /** As those of a listing. */
  readonly remarks?: readonly string[]
}

/** What lies at a path, as far as it is read to recognise its format. */
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

/** A way in which pictures are stored in files, and read one by one. */
export interface PictureKind {
  /** Its name in the workspace, which must not change. */
  readonly name: string
  /** The name of a picture, to show to people. */
  nameOf(address: PictureAddress): string
  /** Where a picture lies, to show to people; path and member by default. */
  sourceOf?(address: PictureAddress): string
  /** Creates a reader, which keeps files open that may hold the next picture too. */
  reader(): PictureReader
}

export interface PictureReader {
  /**
   * One picture as it is stored: the bytes of a picture file, or its pixels.
   *
   * @param side px, of a picture that has no size of its own; by default its kind chooses one
   * @throws an error whose message is the reason why it cannot be read
   */
  read(address: PictureAddress, side?: number): Promise<StoredPicture>
  /** A picture's label, where it is known only when the picture is read. */
  labelOf?(address: PictureAddress): string
  /** Closes what is open, after its use where it is in use. Files that have changed are then read again. */
  close?(): void
}

export type StoredPicture = Buffer | Grey
