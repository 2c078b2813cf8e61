import { computed, type Ref, shallowRef } from 'vue'
import type { ParseView } from '../../main/contract/parseFile.ts'
import { usePlace } from '../state/place.ts'
import { pathName } from '../ui/partColours.ts'
import { inkOnImage } from './inkOnImage.ts'
import { number } from './numbers.ts'
import { ownerOf } from './owner.ts'
import { useParse } from './parseStore.ts'
import { pathKey, samePath } from './tree.ts'
import type { useZoom } from './useZoom.ts'
import { pixelAt } from './zoom.ts'

/** A press that moves less is a click, CSS px. */
const STILL = 4
/** What a wheel must have scrolled for a step of the zoom, CSS px; trackpads scroll by little at a time. */
const NOTCH = 40

/** What the pointer does on the canvas: lights the part under it, selects and opens parts, pans and zooms. */
export function useStagePointer(
  room: Ref<HTMLElement | null>,
  view: Ref<ParseView>,
  zoom: ReturnType<typeof useZoom>,
) {
  const store = useParse()
  const place = usePlace()
  const pointed = shallowRef<{ x: number; y: number }>()

  /** The numbers of the pixel under the pointer. */
  const reading = computed(() => {
    if (!pointed.value) return undefined
    const { side, image, canvas } = view.value
    const { x, y } = pointed.value
    if (Math.min(x, y) < 0 || Math.max(x, y) >= side) return undefined
    const i = y * side + x
    const part =
      store.hovered && `${pathName(store.hovered)}: ${number(inkOnImage(view.value, store.hovered)[i])}`
    return [
      `${x}, ${y}`,
      `input ${number(image[i])}`,
      `drawn ${number(canvas[i])}`,
      ...(part ? [part] : []),
    ].join(' · ')
  })

  function inRoom(event: MouseEvent): [x: number, y: number] {
    const { left, top } = room.value!.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }

  const pixelOf = (event: MouseEvent) => pixelAt(zoom.view.value, ...inRoom(event))

  function ownerAt(event: MouseEvent) {
    const { x, y } = pixelOf(event)
    return ownerOf(view.value, x, y, store.open)
  }

  return {
    reading,
    move(event: PointerEvent): void {
      pointed.value = pixelOf(event)
      const owner = ownerAt(event)
      if (!samePath(owner ?? [], store.hovered ?? [])) store.hover(owner)
    },
    leave(): void {
      pointed.value = undefined
      store.hover(undefined)
    },
    /** Pans while the pointer is held and moved; without a move it is a click, and selects. */
    press(event: PointerEvent): void {
      const target = event.currentTarget as HTMLElement
      let [x, y] = [event.clientX, event.clientY]
      let moved = false
      const move = (next: PointerEvent) => {
        if (!moved && Math.hypot(next.clientX - x, next.clientY - y) < STILL) return
        moved = true
        zoom.pan(next.clientX - x, next.clientY - y)
        x = next.clientX
        y = next.clientY
      }
      const release = () => {
        target.removeEventListener('pointermove', move)
        if (!moved && event.button === 0) place.goToPart(ownerAt(event) ?? [])
      }
      target.setPointerCapture(event.pointerId)
      target.addEventListener('pointermove', move)
      target.addEventListener('lostpointercapture', release, { once: true })
    },
    /** Opens or closes the part under the pointer: its sub-parts answer the pointer from then on. */
    open(event: MouseEvent): void {
      const owner = ownerAt(event)
      if (owner) store.setOpen(owner, !store.open.has(pathKey(owner)))
    },
    wheel: wheelSteps((direction, event) => zoom.zoom(direction, ...inRoom(event))),
  }
}

/** Calls `step` once enough has been scrolled. */
function wheelSteps(step: (direction: 1 | -1, event: WheelEvent) => void) {
  let scrolled = 0
  return (event: WheelEvent): void => {
    scrolled += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * NOTCH
    if (Math.abs(scrolled) < NOTCH) return
    step(scrolled < 0 ? 1 : -1, event)
    scrolled = 0
  }
}
