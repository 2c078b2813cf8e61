import type { Colour } from './partColours.ts'

/**
 * Ink as the pixels of an ImageData, on black.
 *
 * @param ink row-major, from 0 to 1; other values are clipped
 * @param colour the colour of full ink
 * @param transparent draws ink as opacity instead of brightness, for a layer above another
 */
export function inkPixels(
  ink: Float32Array,
  colour: Colour = [255, 255, 255],
  transparent = false,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * ink.length)
  for (let i = 0, at = 0; i < ink.length; i++, at += 4) {
    const value = Math.min(1, Math.max(0, ink[i]))
    const brightness = transparent ? 1 : value
    pixels[at] = brightness * colour[0]
    pixels[at + 1] = brightness * colour[1]
    pixels[at + 2] = brightness * colour[2]
    pixels[at + 3] = transparent ? 255 * value : 255
  }
  return pixels
}
