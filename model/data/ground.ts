import type { Grey } from './decode.ts'

/** Whether pictures are inverted to get white ink on black; 'auto': those whose ground is light. */
export type Invert = 'auto' | 'never' | 'always'

/** The lowest grey value of a ground that counts as light. */
export const MIN_LIGHT_GROUND = 128

/** The grey value of a picture's ground: the median of its border pixels, 0 to 255. */
export function borderMedian({ width, height, pixels }: Grey): number {
  const border = borderOf(width, height)
  for (let i = 0; i < border.length; i++) border[i] = pixels[border[i]]
  return median(border)
}

/** Indices [2 * width + 2 * height] of a picture's border pixels, corners twice. */
export function borderOf(width: number, height: number): Uint32Array {
  const border = new Uint32Array(2 * width + 2 * height)
  for (let x = 0; x < width; x++) {
    border[2 * x] = x
    border[2 * x + 1] = (height - 1) * width + x
  }
  for (let y = 0; y < height; y++) {
    border[2 * (width + y)] = y * width
    border[2 * (width + y) + 1] = y * width + width - 1
  }
  return border
}

/** The lower median of grey values, 0 to 255. */
export function median(greys: ArrayLike<number>): number {
  const histogram = new Uint32Array(256)
  for (let i = 0; i < greys.length; i++) histogram[greys[i]]++
  let grey = 0
  for (let below = histogram[0]; 2 * below < greys.length; below += histogram[grey]) grey++
  return grey
}
