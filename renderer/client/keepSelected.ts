import { watch } from 'vue'
import { useSelection } from './selection.ts'
import { useStudio } from './studio.ts'

const NAME = 'selected'
/** Pictures of a selection that is kept at most: as many as the app tells of in one answer. */
const MOST = 1000

interface Kept {
  readonly ids: readonly number[]
  readonly active?: number
}

/** Which pictures are selected outlasts a reload of the window; a new window begins with none. */
export async function keepSelected(
  storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage,
): Promise<void> {
  const selection = useSelection()
  const { ids, active }: Kept = JSON.parse(storage.getItem(NAME) ?? '{"ids":[]}')
  selection.select(ids, active)
  watch([() => selection.pictures, () => selection.active], ([pictures, at]) => {
    const kept: Kept = pictures.size > MOST ? { ids: [] } : { ids: [...pictures], active: at }
    storage.setItem(NAME, JSON.stringify(kept))
  })
  if (ids.length === 0) return
  // Some may have gone from the library in the meantime, by another window.
  const restored = selection.pictures
  const found = await useStudio().library.pictures({ ids: [...ids] })
  if (selection.pictures === restored && found.length < ids.length)
    selection.select(found.map(({ id }) => id))
}
