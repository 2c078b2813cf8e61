import { type Ref, ref, type ShallowRef } from 'vue'
import { cellAt, cellsIn, type Grid, type Rect } from '../base/grid.ts'
import { useLibrary } from '../state/library.ts'
import { usePlace } from '../state/place.ts'
import { useSelection } from '../state/selection.ts'
import { isMac } from '../ui/keyNames.ts'
import { idsBetween, indexOf, toggled } from './wallSelection.ts'

/** A press that moves less than this is a click and draws no box, px. */
const CLICK_SLACK = 4
/** Within this distance of an edge, px, a box scrolls the wall, faster the further out the pointer is. */
const SCROLL_MARGIN = 24

/** Selects by pointer: with a click, with Ctrl or Shift, or with a box drawn over the wall. */
export function useWallPointer(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  layout: Readonly<Ref<Grid>>,
  anchor: Ref<number | undefined>,
) {
  const library = useLibrary()
  const selection = useSelection()
  const place = usePlace()
  const hovered = ref<number>()
  const box = ref<Rect>()

  function pointOf(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const { left, top } = scroller.value!.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top + scroller.value!.scrollTop }
  }

  const at = (event: MouseEvent) => {
    const { x, y } = pointOf(event)
    return cellAt(layout.value, x, y)
  }

  function down(event: PointerEvent): void {
    // A press on the scroll bar is not one on the wall.
    if (event.button !== 0 || event.offsetX > scroller.value!.clientWidth) return
    const index = at(event)
    const adding = isMac() ? event.metaKey : event.ctrlKey
    if (index !== undefined) click(index, event.shiftKey, adding)
    else if (!event.shiftKey && !adding) selection.clear()
    draw(event, adding || event.shiftKey ? selection.pictures : new Set())
  }

  function click(index: number, ranging: boolean, adding: boolean): void {
    const id = library.ids[index]
    const from = indexOf(library.ids, anchor.value)
    if (ranging && from !== undefined) {
      const range = idsBetween(library.ids, from, index)
      selection.select(adding ? [...selection.pictures, ...range] : range, id)
      return
    }
    anchor.value = id
    if (adding) selection.select(toggled(selection.pictures, id), id)
    else selection.only(id)
  }

  /** Draws a box until the pointer is released, and selects the pictures in it, besides those in `kept`. */
  function draw(event: PointerEvent, kept: ReadonlySet<number>): void {
    const element = scroller.value!
    const from = pointOf(event)
    let pointer = { clientX: event.clientX, clientY: event.clientY }
    let frame = 0
    const update = () => {
      const to = pointOf(pointer)
      if (!box.value && Math.hypot(to.x - from.x, to.y - from.y) < CLICK_SLACK) return
      const rect = {
        x: Math.min(from.x, to.x),
        y: Math.min(from.y, to.y),
        width: Math.abs(to.x - from.x),
        height: Math.abs(to.y - from.y),
      }
      box.value = rect
      const touched = cellsIn(layout.value, rect).map((index) => library.ids[index])
      selection.select(new Set([...kept, ...touched]))
    }
    const scroll = () => {
      const { top, bottom } = element.getBoundingClientRect()
      const { clientY } = pointer
      const above = clientY - top - SCROLL_MARGIN
      const past = above < 0 ? above : Math.max(0, clientY - bottom + SCROLL_MARGIN)
      if (box.value && past !== 0) {
        element.scrollTop += past / 2
        update()
      }
      frame = requestAnimationFrame(scroll)
    }
    const move = (moved: PointerEvent) => {
      pointer = { clientX: moved.clientX, clientY: moved.clientY }
      update()
    }
    const end = () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('pointermove', move)
      box.value = undefined
    }
    element.setPointerCapture(event.pointerId)
    element.addEventListener('pointermove', move)
    element.addEventListener('lostpointercapture', end, { once: true })
    frame = requestAnimationFrame(scroll)
  }

  function hover(event: PointerEvent): void {
    hovered.value = box.value ? undefined : at(event)
  }

  /** A right click selects a picture that is not selected, and goes to one of several that are. */
  function menu(event: MouseEvent): void {
    const index = at(event)
    if (index === undefined) return
    const id = library.ids[index]
    if (selection.pictures.has(id)) place.go(id)
    else click(index, false, false)
  }

  return { hovered, box, down, hover, menu, at }
}
