/** Steps at which there are previews, ascending: those the run names and those that have been told of since. */
export function previewSteps(named: readonly number[], told: Iterable<number>): number[] {
  return [...new Set([...named, ...told])].sort((a, b) => a - b)
}

/**
 * Whole factor by which a picture of that width is drawn, so that its pixels stay squares.
 *
 * @param height of the picture, px
 * @param room px above one another
 */
export function wholeFactor(height: number, room: number): number {
  return height > 0 ? Math.max(1, Math.floor(room / height)) : 1
}
