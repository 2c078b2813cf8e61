import type { Colour } from './partColours.ts'

/** A square canvas in colour, not yet rounded: [side, side, 3], each number from 0 to 255. */
export interface Ink {
  readonly side: number
  readonly rgb: Float32Array
}

/** The side of a square canvas, px, from its pixels: one number each, or `channels`. */
export const sideOf = ({ length }: ArrayLike<number>, channels = 1): number => Math.sqrt(length / channels)

/**
 * Lays pictures of ink over each other, each in its colour: the colours add, as the model adds its parts, and are
 * clipped at the end. Layers are [side, side] with ink in [0, 1]; more than 1 counts as it is and clips.
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
