import { watch } from 'vue'
import { useStudio } from '../client/studio.ts'
import { usePlace } from './place.ts'
import { useSelection } from './selection.ts'

const NAME = 'selected'
/** Pictures of a selection that is kept at most: as many as the app tells of in one answer. */
const MOST = 1000

interface Kept {
  readonly ids: readonly number[]
  readonly active?: number
}

/**
 * Which pictures are selected outlasts a reload of the window; a new window begins with none. Resolves when those are
 * selected that are still in the library: done once before the window is mounted.
 */
export async function keepSelected(
  storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage,
): Promise<void> {
  const place = usePlace()
  const selection = useSelection()
  const { ids, active }: Kept = JSON.parse(storage.getItem(NAME) ?? '{"ids":[]}')
  if (ids.length > 0) {
    // A window without its selection is better than none.
    const found = await useStudio()
      .library.pictures({ ids: [...ids] })
      .catch(() => [])
    const there = new Set(found.map(({ id }) => id))
    selection.select(there, active !== undefined && there.has(active) ? active : undefined)
  }
  watch([() => selection.pictures, () => place.picture], ([pictures, at]) => {
    const kept: Kept = pictures.size > MOST ? { ids: [] } : { ids: [...pictures], active: at }
    storage.setItem(NAME, JSON.stringify(kept))
  })
}
