import { computed } from 'vue'
import type { PictureOrder } from '../../main/contract/library.ts'
import { useLibrary } from '../state/library.ts'
import { useWallCaptions } from './wallSettings.ts'

type By = PictureOrder['by']

/** The orders, each with what comes first in it, ascending and descending. */
export const orders: readonly {
  readonly value: By
  readonly title: string
  readonly first: readonly [up: string, down: string]
}[] = [
  { value: 'added', title: 'By time added', first: ['Oldest first', 'Newest first'] },
  { value: 'name', title: 'By name', first: ['A to Z', 'Z to A'] },
  { value: 'label', title: 'By label', first: ['A to Z', 'Z to A'] },
  { value: 'size', title: 'By size', first: ['Smallest first', 'Largest first'] },
  { value: 'error', title: 'By error', first: ['Best parse first', 'Poorest parse first'] },
]

/** The order of the pictures that are shown. */
export function useWallOrder() {
  const library = useLibrary()
  const captions = useWallCaptions()
  const by = computed({
    get: () => library.order.by,
    // People look for the poorest parses and the largest pictures first.
    set: (value: By) => {
      library.order = { by: value, descending: value === 'error' || value === 'size' }
      // An order by errors that are not shown would look like no order.
      if (value === 'error') captions.value = true
    },
  })
  /** What comes first now. */
  const first = computed(
    () => orders.find(({ value }) => value === by.value)!.first[library.order.descending ? 1 : 0],
  )
  function reverse(): void {
    library.order = { ...library.order, descending: !library.order.descending }
  }
  return { by, first, reverse }
}
