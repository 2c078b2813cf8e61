import type { PictureFilter, PictureSet } from '../../main/contract/library.ts'

/** Why a wall is empty: its pictures are still being read, there are none, or none matches the filter. */
export type EmptyWall = 'reading' | 'nothing' | 'no-match'

/**
 * Why a wall is empty; undefined while that is not known.
 *
 * @param stale whether a reload of the library is pending or in progress
 * @param isRead whether a set is being read now
 */
export function emptyWall(
  sets: readonly Pick<PictureSet, 'id' | 'pictures'>[],
  filter: PictureFilter,
  stale: boolean,
  isRead: (setId: number) => boolean,
): EmptyWall | undefined {
  const pictures = new Map(sets.map((set) => [set.id, set.pictures]))
  const shown = filter.sets ?? [...pictures.keys()]
  // A new set is being read before it is listed here.
  const empty = shown.every((id) => !pictures.get(id))
  if (empty && shown.some(isRead)) return 'reading'
  if (stale) return undefined
  return empty ? 'nothing' : 'no-match'
}
