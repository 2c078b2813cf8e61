import type { Skipped } from './imageSet.ts'
import { byBytes } from './order.ts'
import { splitByFraction } from './split.ts'

/** A picture of a source before its bytes are read: where they lie, and what its place says of it. */
export interface ListedPicture {
  /** A file by itself, a picture of an IDX file, or a member of a zip. */
  readonly kind: 'file' | 'idx' | 'zip'
  /** The file that holds it. */
  readonly path: string
  /** Its index in an IDX file, its name inside a zip, '' for a file by itself. */
  readonly member: string
  /** Name of its class. */
  readonly label?: string
  readonly split: 'train' | 'test'
}

/** The pictures of a source, in the order of the source, and the files that are none. */
export interface Listing {
  readonly name: string
  readonly kind: 'folder' | 'files' | 'idx' | 'zip' | 'omniglot'
  readonly pictures: readonly ListedPicture[]
  readonly skipped: readonly Skipped[]
  /** What a person should know of how it was divided. */
  readonly notes: readonly string[]
}

/** How a source is listed. */
export interface ListOptions {
  /** Decides which pictures are held out where the source does not say. Default 0. */
  readonly seed?: number
  /** Called with the number of pictures found so far. */
  readonly onFound?: (found: number) => void
  /** Stops listing; the promise rejects with its reason. */
  readonly signal?: AbortSignal
}

const TEST_FRACTION = 0.1

/** A picture in a tree of folders; `at` is its path from the root, with forward slashes. */
export interface Placed {
  readonly at: string
  readonly picture: Omit<ListedPicture, 'label' | 'split'>
  /** A label of its own, in place of the folder it lies in. */
  readonly label?: string
}

/**
 * Labels and splits by folders: a picture's label is the folder it lies in, seen from the root; none where there are no
 * folders. Where the root has both `train/` and `test/` these are the splits, and what lies outside is passed over; else
 * a tenth, drawn by `seed`, is the test split.
 */
export function arrange(
  placed: readonly Placed[],
  seed = 0,
): { pictures: ListedPicture[]; outside: readonly Placed[] } {
  const isIn = (split: string) => (each: Placed) => each.at.startsWith(`${split}/`)
  const [train, test] = ['train', 'test'].map((split) => placed.filter(isIn(split)))
  const hasSplits = train.length > 0 && test.length > 0
  const isGiven = (each: Placed) => !hasSplits || isIn('train')(each) || isIn('test')(each)
  const given = placed.filter(isGiven)
  const held = hasSplits ? undefined : new Set(splitByFraction(given.length, TEST_FRACTION, seed).test)

  const folderOf = ({ at }: Placed) => {
    const inside = hasSplits ? at.slice(at.indexOf('/') + 1) : at
    return inside.includes('/') ? inside.slice(0, inside.lastIndexOf('/')) : '.'
  }
  const labels = given.map((each) => each.label ?? folderOf(each))
  const unlabelled = labels.every((label) => label === '.')
  return {
    pictures: given.map((each, i) => ({
      ...each.picture,
      ...(!unlabelled && { label: labels[i] }),
      split: (held ? held.has(i) : isIn('test')(each)) ? 'test' : 'train',
    })),
    outside: placed.filter((each) => !isGiven(each)),
  }
}

/** The labels of a listing, in byte order: the same in every split of it. */
export function labelNamesOf(pictures: readonly ListedPicture[]): string[] {
  return [...new Set(pictures.flatMap(({ label }) => label ?? []))].sort(byBytes)
}

/** What systems leave beside people's files, and nobody misses. */
export function isClutter(path: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(path)
}
