import type { ParseView } from '../../main/contract/parseFile.ts'
import { inkOnImage } from './inkOnImage.ts'
import { openParts, type Path } from './tree.ts'

/** A pixel with less ink than this has no owner; people cannot tell it from black. */
const MIN_INK = 0.02

/**
 * The part that owns a pixel of the picture: of the deepest parts that are open in the tree, the one with most ink there.
 *
 * @param x column of the pixel on the canvas
 * @param y row of the pixel
 * @param open keys of the parts whose sub-parts are shown in the tree
 */
export function ownerOf(view: ParseView, x: number, y: number, open: ReadonlySet<string>): Path | undefined {
  if (x < 0 || y < 0 || x >= view.side || y >= view.side) return undefined
  let owner: Path | undefined
  let most = MIN_INK
  for (const { path } of openParts(view.parts, open)) {
    const ink = inkOnImage(view, path)[y * view.side + x]
    if (ink <= most) continue
    most = ink
    owner = path
  }
  return owner
}
