import type { Block, CheckBlocks } from './selfCheck.ts'

const DIRECTIONS = 3
/** Half the distance of a central difference in float64: its error is near 1e-10. */
const STEP = 1e-5

/**
 * What gradients say of a function's slope along random directions of all its inputs, beside central differences of
 * the function itself. One wrong number of a gradient shifts every slope.
 */
export function slopes(
  { numbers }: CheckBlocks,
  inputs: readonly Block[],
  gradients: readonly Block[],
  loss: (inputs: readonly Float64Array[]) => number,
): readonly [Float32Array, number[]] {
  const claimed = new Float32Array(DIRECTIONS)
  const found: number[] = []
  for (let i = 0; i < DIRECTIONS; i++) {
    const directions = inputs.map(({ values }) => numbers(values.length).values)
    claimed[i] = gradients.reduce((sum, { values }, k) => sum + dot(values, directions[k]), 0)
    const at = (step: number) =>
      loss(inputs.map(({ values }, k) => Float64Array.from(values, (v, j) => v + step * directions[k][j])))
    found.push((at(STEP) - at(-STEP)) / (2 * STEP))
  }
  return [claimed, found]
}

/** Scalar product in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
