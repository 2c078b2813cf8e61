import type { PictureAddress } from './address.ts'
import { isPictureName } from './imageFormats.ts'
import type { Skipped } from './imageSet.ts'
import type { ListedPicture, Listing } from './listing.ts'
import { byBytes } from './order.ts'
import { splitByFraction } from './split.ts'

const TEST_FRACTION = 0.1

/** Names that folders of splits have, in lower case. */
const TRAIN = ['train', 'training']
const HELD_OUT = ['test', 'testing', 'val', 'valid', 'validation']

/** A picture in a tree of folders; `at` is its path from the root, with forward slashes. */
export interface Placed {
  readonly at: string
  readonly picture: PictureAddress
  /** A label of its own, in place of the folder it lies in. */
  readonly label?: string
}

/**
 * Assigns labels and splits by folders. A picture's label is the path of its folder from the root; where there are no
 * folders, no picture has a label. Where the root, or a folder in it, has a folder `train/` and one that is held out
 * (`test/`, `val/` or `validation/`, in either case), these are the splits, and no part of a label. What lies outside is
 * skipped where it is beside them, or is not named as a picture. Of all others a random tenth, drawn by `seed`, is the
 * test split.
 */
export function arrange(
  placed: readonly Placed[],
  seed = 0,
): Pick<Listing, 'pictures' | 'skipped' | 'notes'> {
  const splits = splitsOf(placed)
  const given = placed.filter((each) => splits.isGiven(each))
  const free = given.filter((each) => !splits.of(each))
  const drawn = new Set([...splitByFraction(free.length, TEST_FRACTION, seed).test].map((i) => free[i]))
  const isLabelled = given.some((each) => (each.label ?? splits.labelOf(each)) !== '.')
  return {
    pictures: given.map(
      (each): ListedPicture => ({
        ...each.picture,
        ...(isLabelled && { label: each.label ?? splits.labelOf(each) }),
        split: splits.of(each) ?? (drawn.has(each) ? 'test' : 'train'),
      }),
    ),
    skipped: placed.filter((each) => !splits.isGiven(each)).map((each) => splits.outside(each)),
    notes: splits.notes,
  }
}

interface Splits {
  /** Whether a picture is taken. */
  isGiven(each: Placed): boolean
  /** The split that a picture's folder names. */
  of(each: Placed): 'train' | 'test' | undefined
  labelOf(each: Placed): string
  outside(each: Placed): Skipped
  readonly notes: readonly string[]
}

function splitsOf(placed: readonly Placed[]): Splits {
  const found = splitFolders(placed)
  const isRoot = found.has('')
  const folderOf = ({ at }: Placed): readonly string[] => at.split('/').slice(0, -1)
  /** How many folders lie above the one that names the split; undefined where none does. */
  const depthOf = (each: Placed): 0 | 1 | undefined => {
    const folders = folderOf(each)
    if (isRoot) return isSplit(folders[0]) ? 0 : undefined
    return found.has(folders[0]) && isSplit(folders[1]) ? 1 : undefined
  }
  const isInside = (each: Placed) => depthOf(each) !== undefined
  const isBeside = (each: Placed) => isRoot || found.has(folderOf(each)[0])
  const isGiven = (each: Placed) => {
    return found.size === 0 || isInside(each) || (!isBeside(each) && isPictureName(each.at))
  }
  // The one folder that everything lies in is no label either.
  const isNested = found.size === 1 && !isRoot && placed.every((each) => isInside(each) || !isGiven(each))
  const names = [...new Set([...found.values()].flatMap((folders) => [...folders]))].sort(byBytes)
  const held = names.filter((name) => !TRAIN.includes(name.toLowerCase()))
  const trained = names.filter((name) => !held.includes(name))
  return {
    isGiven,
    of: (each) => {
      const depth = depthOf(each)
      if (depth === undefined) return undefined
      return TRAIN.includes(folderOf(each)[depth].toLowerCase()) ? 'train' : 'test'
    },
    labelOf: (each) => {
      const folders = folderOf(each)
      const depth = depthOf(each)
      if (depth === undefined) return folders.join('/') || '.'
      const before = isNested ? [] : folders.slice(0, depth)
      return [...before, ...folders.slice(depth + 1)].join('/') || '.'
    },
    outside: ({ picture: { path, member } }) => ({
      file: member === '' ? path : `${path} ${member}`,
      reason: `outside ${[...trained, ...held].map((name) => `${name}/`).join(' and ')}`,
    }),
    notes:
      held.length === 0 || held.join() === 'test'
        ? []
        : [`Held out as the test split: ${held.map((name) => `${name}/`).join(' and ')}.`],
  }
}

function isSplit(name: string | undefined): boolean {
  const lower = name?.toLowerCase()
  return lower !== undefined && (TRAIN.includes(lower) || HELD_OUT.includes(lower))
}

/** The folders that have splits in them, '' for the root, and the names of those. */
function splitFolders(placed: readonly Placed[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { at } of placed) {
    const folders = at.split('/').slice(0, -1)
    for (const depth of [0, 1]) {
      if (!isSplit(folders[depth])) continue
      const parent = folders.slice(0, depth).join('/')
      found.set(parent, (found.get(parent) ?? new Set()).add(folders[depth]))
    }
  }
  for (const [parent, names] of found) {
    const lower = [...names].map((name) => name.toLowerCase())
    const isWhole =
      TRAIN.some((name) => lower.includes(name)) && HELD_OUT.some((name) => lower.includes(name))
    if (!isWhole) found.delete(parent)
  }
  const root = found.get('')
  return root ? new Map([['', root]]) : found
}
