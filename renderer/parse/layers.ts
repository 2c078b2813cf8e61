import { addInk, type Ink } from '../../main/contract/ink.ts'
import type { ParseView } from '../../main/contract/parseFile.ts'
import { inkPixels } from '../ui/ink.ts'
import { type Colour, partColour } from '../ui/partColours.ts'
import { errorPixels } from './errorMap.ts'
import { inkOnImage } from './inkOnImage.ts'
import { glimpsesOf, inkAfter, sumInk } from './scrub.ts'
import { isWithin, type Path } from './tree.ts'

/** A layer that can be drawn over the input. */
export type Layer = 'reconstruction' | 'parts' | 'subparts' | 'error'

/** Brightness of the other parts while one is lit. */
const DIMMED = 0.28

/** The ink of a part on the canvas, [S, S]. Its colour depends on the last index of its path. */
export interface PartInk {
  readonly path: Path
  readonly ink: Float32Array
}

/**
 * A layer as RGBA, after the first `step` glimpses of the program.
 *
 * @param lit the part to light: all others are dimmed
 */
export function layerPixels(
  view: ParseView,
  layer: Layer,
  step: number,
  lit?: Path,
): Uint8ClampedArray<ArrayBuffer> {
  switch (layer) {
    case 'parts':
      return partPixels(view.side, inkAfter(view, step), lit && { path: lit, ink: inkOnImage(view, lit) })
    case 'subparts': {
      const drawn = glimpsesOf(view.parts).slice(0, step)
      const parts = drawn.map(({ path }) => ({ path, ink: inkOnImage(view, path) }))
      return partPixels(view.side, parts, lit && { path: lit, ink: inkOnImage(view, lit) })
    }
    case 'reconstruction':
      return inkPixels(drawnInk(view, step))
    case 'error':
      return errorPixels(view.image, drawnInk(view, step))
  }
}

/** The canvas after the first `step` glimpses: [S, S]. */
function drawnInk(view: ParseView, step: number): Float32Array {
  if (step >= glimpsesOf(view.parts).length) return view.canvas
  const inks = inkAfter(view, step).map(({ ink }) => ink)
  return inks.length > 0 ? sumInk(inks) : new Float32Array(view.side ** 2)
}

/**
 * Parts in their colours as RGBA; the colours add and are clipped, as in part sheets.
 *
 * @param lit the part to light: one of `parts`, or a part within or around them. All other ink is dimmed
 */
export function partPixels(
  side: number,
  parts: readonly PartInk[],
  lit?: PartInk,
): Uint8ClampedArray<ArrayBuffer> {
  const layers = parts.flatMap(({ path, ink }) => {
    if (!lit || isWithin(path, lit.path)) return [{ ink, colour: shade(path, 1) }]
    const dimmed = { ink, colour: shade(path, DIMMED) }
    // The lit part lies within this one: its own ink gets full brightness again, in the colour of this one.
    return isWithin(lit.path, path) ? [dimmed, { ink: lit.ink, colour: shade(path, 1 - DIMMED) }] : [dimmed]
  })
  return rgbaOf(addInk(side, layers))
}

function rgbaOf({ side, rgb }: Ink): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * side * side)
  for (let i = 0; i < side * side; i++) {
    pixels.set([Math.round(rgb[3 * i]), Math.round(rgb[3 * i + 1]), Math.round(rgb[3 * i + 2]), 255], 4 * i)
  }
  return pixels
}

function shade(path: Path, strength: number): Colour {
  const [red, green, blue] = partColour(path[path.length - 1])
  return [red * strength, green * strength, blue * strength]
}
