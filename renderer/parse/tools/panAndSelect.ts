import type { ParseView } from '../../../main/contract/parseFile.ts'
import { usePlace } from '../../state/place.ts'
import { ownerOf } from '../owner.ts'
import { useParse } from '../parseStore.ts'
import { pathKey, samePath } from '../tree.ts'
import type { useZoom } from '../useZoom.ts'
import { pixelOf } from '../zoom.ts'
import type { StagePoint, Tool } from './tool.ts'

/** A press that moves less than this is a click, CSS px. */
const CLICK_SLACK = 4

/**
 * The tool for looking. It lights the part under the pointer, selects it by a click, opens it by a double click (from then
 * on the pointer finds its sub-parts), and pans by a drag.
 */
export function panAndSelect(
  view: () => ParseView,
  zoom: Pick<ReturnType<typeof useZoom>, 'pan' | 'keep'>,
): Tool {
  const store = useParse()
  const place = usePlace()
  let press:
    | { at: StagePoint; readonly button: number; moved: boolean; readonly restore: () => void }
    | undefined

  const partAt = ({ canvas }: StagePoint) => ownerOf(view(), ...pixelOf(canvas), store.open)

  return {
    name: 'pan-and-select',
    cursor: 'crosshair',
    down(at, button) {
      press = { at, button, moved: false, restore: zoom.keep() }
    },
    move(at, pressed) {
      const part = partAt(at)
      if (!samePath(part ?? [], store.hovered ?? [])) store.hover(part)
      if (!pressed || !press) return
      const [dx, dy] = [at.x - press.at.x, at.y - press.at.y]
      if (!press.moved && Math.hypot(dx, dy) < CLICK_SLACK) return
      zoom.pan(dx, dy)
      press = { ...press, at, moved: true }
    },
    up() {
      if (press && !press.moved && press.button === 0) place.goToPart(partAt(press.at) ?? [])
      press = undefined
    },
    cancel() {
      press?.restore()
      press = undefined
    },
    doubleClick(at) {
      const part = partAt(at)
      if (part) store.setOpen(part, !store.open.has(pathKey(part)))
    },
    leave: () => store.hover(undefined),
  }
}
