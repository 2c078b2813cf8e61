import { onActivated, onDeactivated, onScopeDispose, type Ref, ref, watch } from 'vue'
import { onThumbnails, useThumbnails } from '../state/thumbnails.ts'

/**
 * Loads thumbnails of pictures while the calling component is in sight.
 *
 * @param by identifies the caller
 * @returns a reactive function that returns the thumbnail of a picture once it is loaded
 */
export function useBitmaps(by: string, ids: Ref<readonly number[]>): (id: number) => ImageBitmap | undefined {
  const thumbnails = useThumbnails('picture')
  const version = ref(0)
  const want = (wanted: readonly number[]) => thumbnails.want(by, wanted)

  watch(ids, want, { immediate: true })
  onActivated(() => want(ids.value))
  onDeactivated(() => want([]))
  const stop = onThumbnails(() => version.value++)
  onScopeDispose(() => {
    stop()
    want([])
  })
  return (id) => {
    // Makes callers depend on the arrival of thumbnails.
    void version.value
    return thumbnails.get(id)
  }
}
