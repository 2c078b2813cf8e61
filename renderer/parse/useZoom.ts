import { useDevicePixelRatio, useElementSize } from '@vueuse/core'
import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import { centred, type Extent, fit, nextFactor, pan, type View, zoomAt } from './zoom.ts'

/** How far the arrow keys pan, CSS px. */
export const PAN = 48

/**
 * Zoom and pan of a canvas in its window. As long as nobody has zoomed, it fits: also when the window changes its size.
 *
 * @param extent what must be in sight when it fits, canvas px
 */
export function useZoom(room: Ref<HTMLElement | null>, extent: Ref<Extent>) {
  const { width, height } = useElementSize(room)
  const { pixelRatio } = useDevicePixelRatio()
  const view = shallowRef<View>({ factor: 1, x: 0, y: 0 })
  const fitted = ref(true)
  const size = computed(() => ({ width: width.value, height: height.value }))

  function change(next: View): void {
    fitted.value = false
    view.value = next
  }

  function fitNow(): void {
    fitted.value = true
    if (size.value.width > 0) view.value = fit(size.value, extent.value, undefined, pixelRatio.value)
  }

  watch(
    [size, extent, pixelRatio],
    () => {
      if (fitted.value) fitNow()
    },
    { immediate: true },
  )

  return {
    view,
    fitted,
    fit: fitNow,
    /** Gives what brings the canvas back to where it lies now. */
    keep(): () => void {
      const [kept, wasFitted] = [view.value, fitted.value]
      return () => {
        if (wasFitted) fitNow()
        else change(kept)
      }
    },
    /** One step in or out, around (x, y) of the window; around its middle without. */
    zoom(direction: 1 | -1, x = size.value.width / 2, y = size.value.height / 2): void {
      change(zoomAt(view.value, nextFactor(view.value.factor, direction, pixelRatio.value), x, y))
    },
    /** At a factor, in the middle of the window. */
    zoomTo: (factor: number) => change(centred(size.value, extent.value, factor)),
    pan: (dx: number, dy: number) => change(pan(view.value, dx, dy)),
  }
}
