import type { Mapping } from '../../contract/parses.ts'

/** Describes how area.ts brings a picture to a canvas of `side` px: centred in the square of its longer side. */
export function mappingOf(
  { width, height, inverted, grey }: Pick<Mapping, 'width' | 'height' | 'inverted'> & { grey: boolean },
  side: number,
): Mapping {
  const scale = side / Math.max(width, height)
  return {
    width,
    height,
    scale,
    left: (side - width * scale) / 2,
    top: (side - height * scale) / 2,
    inverted,
    grey: !grey,
  }
}
