import type { Point } from './stroke.ts'

/**
 * Draws a path with a round pen, antialiased: a pixel whose centre lies inside the trace by half a pixel or more is
 * covered wholly. Coordinates are pixels, the first pixel's centre at (0.5, 0.5).
 *
 * @param touched called with the index (of [side, side]) and the coverage, 0 to 1, of every pixel the trace reaches.
 */
export function trace(
  path: readonly Point[],
  penWidth: number,
  side: number,
  touched: (pixel: number, coverage: number) => void,
): void {
  const reach = penWidth / 2 + 0.5
  const xs = path.map(([x]) => x)
  const ys = path.map(([, y]) => y)
  const left = Math.max(0, Math.floor(Math.min(...xs) - reach))
  const right = Math.min(side - 1, Math.floor(Math.max(...xs) + reach))
  const top = Math.max(0, Math.floor(Math.min(...ys) - reach))
  const bottom = Math.min(side - 1, Math.floor(Math.max(...ys) + reach))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const distance = distanceTo(path, x + 0.5, y + 0.5)
      if (distance < reach) touched(y * side + x, Math.min(1, reach - distance))
    }
  }
}

function distanceTo(path: readonly Point[], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 1; i < path.length; i++) {
    const [fromX, fromY] = path[i - 1]
    const alongX = path[i][0] - fromX
    const alongY = path[i][1] - fromY
    const length = alongX * alongX + alongY * alongY
    const share = length === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / length
    const t = Math.max(0, Math.min(1, share))
    const awayX = x - fromX - t * alongX
    const awayY = y - fromY - t * alongY
    least = Math.min(least, awayX * awayX + awayY * awayY)
  }
  return Math.sqrt(least)
}
