import type { Mapping } from '../../main/contract/parses.ts'
import { percent, pixels } from './numbers.ts'
import type { Extent } from './zoom.ts'

/** The rectangle of the whole original picture, in px of the model's canvas, from the canvas's top left corner. */
export function originalExtent({ left, top, width, height, scale }: Mapping): Extent {
  return { left, top, width: width * scale, height: height * scale }
}

/** The smallest rectangle that holds the canvas and the original picture. */
export function wholeExtent(side: number, mapping: Mapping): Extent {
  const original = originalExtent(mapping)
  const left = Math.min(0, original.left)
  const top = Math.min(0, original.top)
  return {
    left,
    top,
    width: Math.max(side, original.left + original.width) - left,
    height: Math.max(side, original.top + original.height) - top,
  }
}

/** The steps by which the original was mapped to the canvas, in a short phrase each. */
export function mappingSteps(side: number, mapping: Mapping): string[] {
  const { width, height, scale, left, top } = mapping
  const original = originalExtent(mapping)
  const asItIs = scale === 1 && width === side && height === side
  return [
    `${width} × ${height} px`,
    ...(mapping.grey ? ['colour to grey'] : []),
    ...(mapping.inverted ? ['inverted'] : []),
    ...(asItIs
      ? ['fills the canvas pixel by pixel']
      : [
          `scaled to ${percent(scale)}: ${pixels(original.width)} × ${pixels(original.height)} px`,
          `${pixels(left)} px from the left, ${pixels(top)} px from the top of ${side} × ${side}`,
        ]),
  ]
}
