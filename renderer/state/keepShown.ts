import { watch } from 'vue'
import type { PictureFilter, PictureOrder } from '../../main/contract/library.ts'
import { useLibrary } from './library.ts'

const NAME = 'shown'

/** Keeps the filter and the order over a reload of the window; a new window begins with all pictures. */
export function keepShown(storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage): void {
  const library = useLibrary()
  const kept = storage.getItem(NAME)
  if (kept) {
    const { filter, order } = JSON.parse(kept) as { filter: PictureFilter; order: PictureOrder }
    library.show(filter)
    library.order = order
  }
  watch([() => library.filter, () => library.order], ([filter, order]) =>
    storage.setItem(NAME, JSON.stringify({ filter, order })),
  )
}
