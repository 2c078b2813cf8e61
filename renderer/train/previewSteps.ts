/** Steps at which there are previews, ascending: those the run names and those that have been told of since. */
export function previewSteps(named: readonly number[], told: Iterable<number>): number[] {
  return [...new Set([...named, ...told])].sort((a, b) => a - b)
}

/** Size of a preview, px: a column of three canvases to each picture. */
export type PreviewSize = readonly [width: number, height: number]

/** Pictures in a preview: its canvases are squares. */
export const picturesIn = ([width, height]: PreviewSize): number => Math.round((3 * width) / height)

/** What is seen of a preview. */
export interface PreviewCrop {
  /** Of the frame, px. */
  readonly width: number
  readonly height: number
  /** Of the whole picture in it, px, and how far to its left it begins. */
  readonly whole: number
  readonly left: number
}

/**
 * How a preview is drawn in a room of that height: at a whole factor, so that its pixels stay squares; one that is
 * higher than the room is made smaller.
 *
 * @param picture only that column, from 0; undefined: all
 */
export function cropOf(size: PreviewSize, room: number, picture?: number): PreviewCrop {
  const [width, height] = size
  const factor = height > room ? room / height : Math.floor(room / height)
  const whole = { width: width * factor, height: height * factor, whole: width * factor, left: 0 }
  if (picture === undefined) return whole
  const column = whole.width / picturesIn(size)
  return { ...whole, width: column, left: Math.min(picture, picturesIn(size) - 1) * column }
}
