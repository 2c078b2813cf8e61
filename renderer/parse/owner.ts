import type { ParseView } from '../../main/contract/parseFile.ts'
import { inkOnImage } from './inkOnImage.ts'
import { openParts, type Path } from './tree.ts'

/** Less ink than this belongs to nobody: a tenth of what can just be told from black. */
const LEAST_INK = 0.02

/**
 * The part that owns a pixel of the picture: among the deepest in sight, the one with most ink there.
 *
 * @param x whole px of the canvas; as y
 * @param open keys of the parts whose sub-parts are in sight
 */
export function ownerOf(view: ParseView, x: number, y: number, open: ReadonlySet<string>): Path | undefined {
  if (x < 0 || y < 0 || x >= view.side || y >= view.side) return undefined
  let owner: Path | undefined
  let most = LEAST_INK
  for (const { path } of openParts(view.parts, open)) {
    const ink = inkOnImage(view, path)[y * view.side + x]
    if (ink <= most) continue
    most = ink
    owner = path
  }
  return owner
}
