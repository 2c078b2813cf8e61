import type { Colour } from './partColours.ts'

/** A square canvas in colour, not yet rounded to bytes. */
export interface Ink {
  readonly side: number
  /** [side, side, 3], each from 0 to 255. */
  readonly rgb: Float32Array
}

/** The side of a square canvas, px, from the array of its pixels, each of `channels` numbers. */
export const sideOf = ({ length }: ArrayLike<number>, channels = 1): number => Math.sqrt(length / channels)

/**
 * Adds layers of ink, each in its own colour, as the model adds its parts; the sums are clipped at the end.
 *
 * @param layers ink of shape [side, side] in [0, 1]; values above 1 are allowed and add as they are
 */
export function addInk(side: number, layers: readonly { ink: Float32Array; colour: Colour }[]): Ink {
  const rgb = new Float32Array(side * side * 3)
  for (const { ink, colour } of layers) {
    for (let i = 0; i < side * side; i++) {
      for (let channel = 0; channel < 3; channel++) rgb[i * 3 + channel] += ink[i] * colour[channel]
    }
  }
  return { side, rgb: rgb.map((value) => Math.min(Math.max(value, 0), 255)) }
}
