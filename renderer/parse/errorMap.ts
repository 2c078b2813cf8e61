import type { Colour } from '../ui/partColours.ts'

/** The error that is drawn in full colour; larger ones are clipped to it. */
export const FULL_ERROR = 0.5

/**
 * Colours of ink that is missing in the reconstruction, and of ink that it has too much of. They differ from the colours
 * of the first parts, and from each other in lightness too, so that nobody needs to tell their hues apart.
 */
export const MISSING: Colour = [232, 240, 150]
export const SURPLUS: Colour = [178, 44, 160]

/**
 * The error map as RGBA: MISSING where the reconstruction has less ink than the picture, SURPLUS where it has more, black
 * where they agree.
 *
 * @param image [S, S]
 * @param canvas [S, S]: the reconstruction
 */
export function errorPixels(image: Float32Array, canvas: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * image.length)
  for (let i = 0; i < image.length; i++) pixels.set(errorColour(image[i] - canvas[i]), 4 * i)
  return pixels
}

/** @param error picture minus reconstruction */
export function errorColour(error: number): [number, number, number, number] {
  const [red, green, blue] = error > 0 ? MISSING : SURPLUS
  const strength = Math.min(1, Math.abs(error) / FULL_ERROR)
  return [Math.round(red * strength), Math.round(green * strength), Math.round(blue * strength), 255]
}
