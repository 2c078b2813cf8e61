import type { Parse, Part } from '../../model/rnp/parse.ts'

/** A canvas of `side` px, for tests, with ink at the given pixels only. */
function inkAt(side: number, ink: Record<number, number>): Float32Array {
  const canvas = new Float32Array(side * side)
  for (const [pixel, value] of Object.entries(ink)) canvas[Number(pixel)] = value
  return canvas
}

/**
 * A parse made by hand, for tests. Every program draws as many parts as `glimpses` says, highest level first; part t of
 * a program is one pixel of full ink: pixel t of its patch and pixel t of its parent's canvas.
 */
export function handParse(side: number, patch: number, glimpses: readonly number[]): Parse {
  const parts = (canvasSide: number, [count, ...below]: readonly number[]): Part[] =>
    Array.from({ length: count }, (_, index) => ({
      index,
      z: Float32Array.of(0.1, -2),
      action: Float32Array.of(0.5, -0.25, 1, 0.25, -0.5, -1),
      seen: index === 0 ? new Float32Array(patch * patch) : inkAt(patch, { [index - 1]: 1 }),
      patch: inkAt(patch, { [index]: 1 }),
      decoded: inkAt(patch, { [index]: 1 }),
      placed: inkAt(canvasSide, { [index]: 1 }),
      error: below.length > 0 ? 0.5 : undefined,
      parts: below.length > 0 ? parts(patch, below) : [],
    }))
  const canvas = new Float32Array(side * side).fill(1, 0, glimpses[0])
  return { z: Float32Array.of(1, 2), image: canvas, canvas, mse: 0, parts: parts(side, glimpses) }
}
