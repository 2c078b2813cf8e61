/**
 * A sparkline's path in a box: the values from left to right, the least at the bottom. On a logarithmic scale where
 * all are above 0, as losses fall by orders.
 *
 * @returns the path of an SVG, '' for fewer than two values
 */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  const finite = values.filter(Number.isFinite)
  if (finite.length < 2) return ''
  const scaled = finite.every((value) => value > 0) ? finite.map(Math.log) : finite
  const least = Math.min(...scaled)
  const span = Math.max(...scaled) - least
  const points = scaled.map((value, i) => {
    const x = (width * i) / (scaled.length - 1)
    const y = span === 0 ? height / 2 : height - (height * (value - least)) / span
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}
