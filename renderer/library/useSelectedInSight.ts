import { onActivated, onDeactivated, ref, watch } from 'vue'
import { useLibrary } from '../state/library.ts'
import { useSelection } from '../state/selection.ts'

/**
 * Keeps the selection among the pictures that the Library shows, for as long as the component is in sight: what goes out
 * of sight is deselected, so that no action applies to it. In another view the selection stays as it is, for example for
 * the pictures that are walked through there.
 */
export function useSelectedInSight(): void {
  const library = useLibrary()
  const selection = useSelection()
  const inSight = ref(true)
  onActivated(() => {
    inSight.value = true
  })
  onDeactivated(() => {
    inSight.value = false
  })
  watch(
    [inSight, () => library.ids],
    ([, ids], [, before]) => {
      const justRead = before !== undefined && ids !== before
      // What is not up to date may lack a picture that was just added: it is judged when it is read again.
      if (inSight.value && library.counts && (justRead || !library.stale)) selection.keepAmong(ids)
    },
    { flush: 'sync', immediate: true },
  )
}
