import { addInk } from '../../main/contract/ink.ts'
import { type Colour, partColour } from '../ui/partColours.ts'
import { isWithin, type Path } from './tree.ts'

/** How strongly parts are drawn while another one is looked at. */
const DIMMED = 0.28

/**
 * Parts in their colours as RGBA: they add and clip, as in part sheets. While a part is looked at, the others step
 * back.
 *
 * @param layers [S, S] of ink each; the colour goes by the last index of the path
 */
export function partPixels(
  side: number,
  layers: readonly { readonly path: Path; readonly ink: Float32Array }[],
  lit?: Path,
): Uint8ClampedArray<ArrayBuffer> {
  const { rgb } = addInk(
    side,
    layers.map(({ path, ink }) => ({ ink, colour: shade(path, lit) })),
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
