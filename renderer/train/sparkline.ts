/**
 * The path of a sparkline in a box of `width` x `height`. The scale is logarithmic if all values are above 0, because
 * losses fall by orders of magnitude.
 *
 * @returns an SVG path; '' for fewer than two finite values
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
