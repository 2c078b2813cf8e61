/** Steps at which there are previews, ascending: those listed by the run and those published since. */
export function previewSteps(listed: readonly number[], published: Iterable<number>): number[] {
  return [...new Set([...listed, ...published])].sort((a, b) => a - b)
}

/** Size of a preview, px. Each picture is a column of three square canvases. */
export type PreviewSize = readonly [width: number, height: number]

/** Number of pictures in a preview. */
export const picturesIn = ([width, height]: PreviewSize): number => Math.round((3 * width) / height)

/** The visible part of a preview. */
export interface PreviewCrop {
  /** Size of the frame, px. */
  readonly width: number
  readonly height: number
  /** Width of the whole preview, px, and how much of it is cut off at the left. */
  readonly whole: number
  readonly left: number
}

/**
 * How a preview is drawn in a frame of at most `room` px height: enlarged by a whole factor, so that all its pixels have
 * one size, or reduced if it is higher than that.
 *
 * @param picture index of the only column to show; undefined for all
 */
export function cropOf(size: PreviewSize, room: number, picture?: number): PreviewCrop {
  const [width, height] = size
  const factor = height > room ? room / height : Math.floor(room / height)
  const whole = { width: width * factor, height: height * factor, whole: width * factor, left: 0 }
  if (picture === undefined) return whole
  const column = whole.width / picturesIn(size)
  return { ...whole, width: column, left: Math.min(picture, picturesIn(size) - 1) * column }
}
