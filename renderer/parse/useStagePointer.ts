import { useEventListener } from '@vueuse/core'
import { computed, onDeactivated, onScopeDispose, type Ref, shallowRef } from 'vue'
import type { ParseView } from '../../main/contract/parseFile.ts'
import { pathName } from '../ui/partColours.ts'
import { inkOnImage } from './inkOnImage.ts'
import { number } from './numbers.ts'
import { useParse } from './parseStore.ts'
import type { StagePoint, Tool } from './tools/tool.ts'
import { toolRunner } from './tools/toolRunner.ts'
import type { useZoom } from './useZoom.ts'
import { pixelOf, pointAt } from './zoom.ts'

/** Scrolling per zoom step, CSS px; trackpads send many small amounts. */
const SCROLL_PER_STEP = 40

/** The pointer on the Stage: shows the numbers of the pixel under it, zooms by wheel, and passes all else to the tool. */
export function useStagePointer(
  room: Ref<HTMLElement | null>,
  view: Ref<ParseView>,
  zoom: ReturnType<typeof useZoom>,
  tool: () => Tool,
) {
  const store = useParse()
  const runner = toolRunner(tool)
  const pointed = shallowRef<[x: number, y: number]>()

  /** The position and the numbers of the pixel under the pointer. */
  const reading = computed(() => {
    if (!pointed.value) return undefined
    const { side, image, canvas } = view.value
    const [x, y] = pointed.value
    if (Math.min(x, y) < 0 || Math.max(x, y) >= side) return undefined
    const i = y * side + x
    const part =
      store.hovered && `${pathName(store.hovered)}: ${number(inkOnImage(view.value, store.hovered)[i])}`
    return [
      `${x}, ${y}`,
      `input ${number(image[i])}`,
      `reconstruction ${number(canvas[i])}`,
      ...(part ? [part] : []),
    ].join(' · ')
  })

  function pointOf(event: MouseEvent): StagePoint {
    const { left, top } = room.value!.getBoundingClientRect()
    const [x, y] = [event.clientX - left, event.clientY - top]
    return { x, y, canvas: pointAt(zoom.view.value, x, y) }
  }

  // In the capture phase: a key that the tool uses, such as Escape during a gesture, must not do anything else. Other keys
  // go on to the window's commands, also during a gesture.
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (!runner.key(event.key)) return
      event.preventDefault()
      event.stopPropagation()
    },
    { capture: true },
  )
  onDeactivated(runner.cancel)
  onScopeDispose(runner.cancel)

  return {
    reading,
    down(event: PointerEvent): void {
      if (!runner.down(event.pointerId, pointOf(event), event.button)) return
      // The gesture continues outside of the Stage.
      room.value?.setPointerCapture(event.pointerId)
    },
    move(event: PointerEvent): void {
      const at = pointOf(event)
      pointed.value = pixelOf(at.canvas)
      runner.move(event.pointerId, at)
    },
    up: (event: PointerEvent): void => runner.up(event.pointerId, pointOf(event)),
    lost: (event: PointerEvent): void => runner.lost(event.pointerId),
    leave(): void {
      pointed.value = undefined
      runner.leave()
    },
    doubleClick: (event: MouseEvent): void => runner.doubleClick(pointOf(event)),
    wheel: wheelSteps((direction, event) => {
      const { x, y } = pointOf(event)
      zoom.zoom(direction, x, y)
    }),
  }
}

/** Calls `step` whenever enough has been scrolled. */
function wheelSteps(step: (direction: 1 | -1, event: WheelEvent) => void) {
  let scrolled = 0
  return (event: WheelEvent): void => {
    scrolled += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * SCROLL_PER_STEP
    if (Math.abs(scrolled) < SCROLL_PER_STEP) return
    step(scrolled < 0 ? 1 : -1, event)
    scrolled = 0
  }
}
