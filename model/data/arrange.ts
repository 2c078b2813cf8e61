import type { PictureAddress } from './address.ts'
import type { Skipped } from './imageSet.ts'
import type { ListedPicture, Listing } from './listing.ts'
import { splitByFraction } from './split.ts'

const TEST_FRACTION = 0.1

/** A picture in a tree of folders; `at` is its path from the root, with forward slashes. */
export interface Placed {
  readonly at: string
  readonly picture: PictureAddress
  /** A label of its own, in place of the folder it lies in. */
  readonly label?: string
}

/**
 * Assigns labels and splits by folders. A picture's label is the path of its folder from the root; where there are no
 * folders, no picture has a label. Where the root has both `train/` and `test/`, these are the splits, and what lies
 * outside is skipped; otherwise a random tenth, drawn by `seed`, is the test split.
 */
export function arrange(placed: readonly Placed[], seed = 0): Pick<Listing, 'pictures' | 'skipped'> {
  const isIn = (split: string) => (each: Placed) => each.at.startsWith(`${split}/`)
  const hasSplits = ['train', 'test'].every((split) => placed.some(isIn(split)))
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
    pictures: given.map(
      (each, i): ListedPicture => ({
        ...each.picture,
        ...(!unlabelled && { label: labels[i] }),
        split: (held ? held.has(i) : isIn('test')(each)) ? 'test' : 'train',
      }),
    ),
    skipped: placed.filter((each) => !isGiven(each)).map(outside),
  }
}

function outside({ picture: { path, member } }: Placed): Skipped {
  return { file: member === '' ? path : `${path} ${member}`, reason: 'outside train/ and test/' }
}
