import { addInk } from '../../main/contract/ink.ts'
import type { ParseView } from '../../main/contract/parseFile.ts'
import { inkPixels } from '../ui/ink.ts'
import { type Colour, partColour } from '../ui/partColours.ts'
import { errorPixels } from './errorMap.ts'
import { inkOnImage } from './inkOnImage.ts'
import { glimpsesOf, inkAfter, sumInk } from './scrub.ts'
import { isWithin, type Path } from './tree.ts'

/** What can be laid over the input. */
export type Layer = 'reconstruction' | 'parts' | 'subparts' | 'error'

/** How strongly parts are drawn while another one is looked at. */
const DIMMED = 0.28

/** Ink of a part on the canvas, [S, S]; its colour goes by the last index of its path. */
export interface PartInk {
  readonly path: Path
  readonly ink: Float32Array
}

/**
 * A layer as RGBA, after the first `step` glimpses of the program.
 *
 * @param lit the part that is looked at: the others step back
 */
export function layerPixels(
  view: ParseView,
  layer: Layer,
  step: number,
  lit?: Path,
): Uint8ClampedArray<ArrayBuffer> {
  switch (layer) {
    case 'parts':
      return partPixels(view.side, inkAfter(view, step), lit)
    case 'subparts': {
      const drawn = glimpsesOf(view.parts).slice(0, step)
      return partPixels(
        view.side,
        drawn.map(({ path }) => ({ path, ink: inkOnImage(view, path) })),
        lit,
      )
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

/** Parts in their colours as RGBA: they add and clip, as in part sheets. */
export function partPixels(
  side: number,
  parts: readonly PartInk[],
  lit?: Path,
): Uint8ClampedArray<ArrayBuffer> {
  const { rgb } = addInk(
    side,
    parts.map(({ path, ink }) => ({ ink, colour: shade(path, lit) })),
  )
  const pixels = new Uint8ClampedArray(4 * side * side)
  for (let i = 0; i < side * side; i++) {
    pixels.set([Math.round(rgb[3 * i]), Math.round(rgb[3 * i + 1]), Math.round(rgb[3 * i + 2]), 255], 4 * i)
  }
  return pixels
}

function shade(path: Path, lit: Path | undefined): Colour {
  const [red, green, blue] = partColour(path[path.length - 1])
  const strength = !lit || isWithin(path, lit) || isWithin(lit, path) ? 1 : DIMMED
  return [red * strength, green * strength, blue * strength]
}
