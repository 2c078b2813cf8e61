import { onActivated, onDeactivated, onScopeDispose, type Ref, ref, watch } from 'vue'
import { onThumbnails, useThumbnails } from '../state/thumbnails.ts'

/**
 * Thumbnails of pictures in sight, for as long as the component that asks is.
 *
 * @param by who asks
 * @returns gives the thumbnail of a picture once it is there; what reads it follows
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
    // Read anew when thumbnails have come in.
    void version.value
    return thumbnails.get(id)
  }
}
