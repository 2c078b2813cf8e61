import type { PictureFilter, PictureSet } from '../../main/contract/library.ts'

/** Why a wall is empty: its pictures are still coming in, there are none, or none is as the filter says. */
export type EmptyWall = 'reading' | 'nothing' | 'unlike'

/**
 * What an empty wall says; undefined while that is not known.
 *
 * @param stale whether the library has changed since, or another filter was asked for
 * @param isRead whether a set is being read just now
 */
export function emptyWall(
  sets: readonly Pick<PictureSet, 'id' | 'pictures'>[],
  filter: PictureFilter,
  stale: boolean,
  isRead: (setId: number) => boolean,
): EmptyWall | undefined {
  const pictures = new Map(sets.map((set) => [set.id, set.pictures]))
  const shown = filter.sets ?? [...pictures.keys()]
  // A set that has just been made is read before it is known here.
  const empty = shown.every((id) => !pictures.get(id))
  if (empty && shown.some(isRead)) return 'reading'
  if (stale) return undefined
  return empty ? 'nothing' : 'unlike'
}
