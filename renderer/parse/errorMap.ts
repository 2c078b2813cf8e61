import type { Colour } from '../ui/partColours.ts'

/** An error that gets the full colour; larger ones are clipped to it. */
export const FULL_ERROR = 0.5

/**
 * Ink that the parse lacks, and ink that it has too much. Both are apart from the colours of the first parts, and from
 * each other by lightness too, so that nobody needs to tell the hues.
 */
export const MISSING: Colour = [232, 240, 150]
export const SURPLUS: Colour = [178, 44, 160]

/**
 * The error map as RGBA: what the picture has and the reconstruction lacks in one colour, what it has too much in the
 * other, black where both agree.
 *
 * @param image [S, S]
 * @param canvas [S, S]: the reconstruction
 */
export function errorPixels(image: Float32Array, canvas: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * image.length)
  for (let i = 0; i < image.length; i++) pixels.set(errorColour(image[i] - canvas[i]), 4 * i)
  return pixels
}

/** @param error what the reconstruction lacks: picture minus reconstruction */
export function errorColour(error: number): [number, number, number, number] {
  const [red, green, blue] = error > 0 ? MISSING : SURPLUS
  const strength = Math.min(1, Math.abs(error) / FULL_ERROR)
  return [Math.round(red * strength), Math.round(green * strength), Math.round(blue * strength), 255]
}
