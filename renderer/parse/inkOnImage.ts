import { sideOf } from '../../main/contract/ink.ts'
import type { ParseView, PartView } from '../../main/contract/parseFile.ts'
import { apply, invert, type PixelPlacement, placementOf } from './placement.ts'
import { lineageOf, type Path, pathKey } from './tree.ts'

/**
 * Draws a square picture on a canvas at a placement, as the model's sampler does: bilinear, with 0 outside.
 *
 * @param picture [H, H]
 * @param placement of the picture on the canvas
 * @param side of the canvas, px
 * @returns [side, side]
 */
export function place(picture: Float32Array, placement: PixelPlacement, side: number): Float32Array {
  const height = sideOf(picture)
  const back = invert(placement)
  const canvas = new Float32Array(side * side)
  const at = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < height && y < height ? picture[y * height + x] : 0
  for (let i = 0; i < canvas.length; i++) {
    const [x, y] = apply(back, [i % side, Math.floor(i / side)])
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const [right, below] = [x - left, y - top]
    const upper = at(left, top) * (1 - right) + at(left + 1, top) * right
    const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right
    canvas[i] = upper * (1 - below) + lower * below
  }
  return canvas
}

const kept = new WeakMap<ParseView, Map<string, Float32Array>>()

/**
 * The ink that a part of any level adds to the picture: [S, S]. The sampler is linear, so the ink of all sub-parts of a
 * part adds up to the part's own.
 */
export function inkOnImage(view: ParseView, path: Path): Float32Array {
  const inks = kept.get(view) ?? new Map<string, Float32Array>()
  kept.set(view, inks)
  const key = pathKey(path)
  const ink = inks.get(key) ?? computeInk(view, lineageOf(view, path))
  inks.set(key, ink)
  return ink
}

function computeInk(view: ParseView, lineage: readonly PartView[]): Float32Array {
  const part = lineage.at(-1)
  if (!part) return view.canvas
  const above = lineage.slice(0, -1)
  return above.toReversed().reduce<Float32Array>((ink, parent, i) => {
    const side = i === above.length - 1 ? view.side : view.patch
    return place(ink, placementOf(parent, view.patch), side)
  }, part.placed)
}
