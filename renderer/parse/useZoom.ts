import { useDevicePixelRatio, useElementSize } from '@vueuse/core'
import { computed, type Ref, ref, shallowRef, watch } from 'vue'
import { centred, type Extent, fit, nextFactor, pan, type View, zoomAt } from './zoom.ts'

/** How far an arrow key pans, CSS px. */
export const PAN_STEP = 48

/**
 * Zoom and pan of the canvas in the Stage. Until a person zooms or pans, the canvas fits, also when the Stage is resized.
 *
 * @param room the element of the Stage
 * @param extent what must be in sight when the canvas fits, canvas px
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
    /** Returns a function that restores the present zoom and position. */
    keep(): () => void {
      const [kept, wasFitted] = [view.value, fitted.value]
      return () => {
        if (wasFitted) fitNow()
        else change(kept)
      }
    },
    /** Zooms one step in or out around a point of the Stage, by default its centre. */
    zoom(direction: 1 | -1, x = size.value.width / 2, y = size.value.height / 2): void {
      change(zoomAt(view.value, nextFactor(view.value.factor, direction, pixelRatio.value), x, y))
    },
    /** Zooms to a factor, with the extent in the centre of the Stage. */
    zoomTo: (factor: number) => change(centred(size.value, extent.value, factor)),
    pan: (dx: number, dy: number) => change(pan(view.value, dx, dy)),
  }
}
