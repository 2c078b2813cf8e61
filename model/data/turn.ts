import type { Samples } from './samples.ts'

/** A picture turned upright by its EXIF orientation: 1 is upright, 2 to 4 are mirrored or upside down, 5 to 8 on a side. */
export function turn(samples: Samples, orientation: number): Samples {
  if (orientation === 1) return samples
  const { width, height, channels, values } = samples
  const isOnSide = orientation >= 5
  const across = isOnSide ? height : width
  const down = isOnSide ? width : height
  // Whether the stored columns run from right to left, and the stored rows from bottom to top.
  const isLeftward = [2, 3, 7, 8].includes(orientation)
  const isUpward = [3, 4, 6, 7].includes(orientation)
  const turned =
    values instanceof Uint8Array ? new Uint8Array(values.length) : new Float32Array(values.length)
  for (let y = 0, at = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [along, row] = isOnSide ? [y, x] : [x, y]
      const column = isLeftward ? width - 1 - along : along
      const line = isUpward ? height - 1 - row : row
      const from = (line * width + column) * channels
      for (let c = 0; c < channels; c++) turned[at++] = values[from + c]
    }
  }
  return { ...samples, width: across, height: down, values: turned }
}
