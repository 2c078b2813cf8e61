import { watch } from 'vue'
import { useStudio } from '../client/studio.ts'
import { usePlace } from './place.ts'
import { useSelection } from './selection.ts'

const NAME = 'selected'
/** A larger selection is not kept: `library.pictures` takes at most this many ids. */
const MAX_KEPT_PICTURES = 1000

interface Kept {
  readonly ids: readonly number[]
  readonly active?: number
}

/**
 * Keeps the selection over a reload of the window; a new window begins without one. Resolves once the kept pictures that
 * are still in the library are selected. Called once, before the window is mounted.
 */
export async function keepSelected(
  storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage,
): Promise<void> {
  const place = usePlace()
  const selection = useSelection()
  const { ids, active }: Kept = JSON.parse(storage.getItem(NAME) ?? '{"ids":[]}')
  if (ids.length > 0) {
    // The window opens even if the app does not answer, without its selection.
    const found = await useStudio()
      .library.pictures({ ids: [...ids] })
      .catch(() => [])
    const existing = new Set(found.map(({ id }) => id))
    selection.select(existing, active !== undefined && existing.has(active) ? active : undefined)
  }
  watch([() => selection.pictures, () => place.picture], ([pictures, at]) => {
    const kept: Kept = pictures.size > MAX_KEPT_PICTURES ? { ids: [] } : { ids: [...pictures], active: at }
    storage.setItem(NAME, JSON.stringify(kept))
  })
}
