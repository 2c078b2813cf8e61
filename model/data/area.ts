/** The part of one axis of the source that one output pixel covers: source pixels `first`.. with their shares. */
interface Span {
  readonly first: number
  readonly weights: Float64Array
  /** Sum of the weights: below 1 where the output pixel reaches past the picture. */
  readonly covered: number
}

/**
 * Area (box) resampling of width x height pictures onto a side x side canvas, keeping their aspect: the picture is
 * centred in the square of its longer side, `ground` fills the rest. Every output pixel is the exact mean of the
 * area it covers, also when enlarging. The weights are computed once: call the result for each picture.
 *
 * @returns `fit(source [height, width], ground, target, at)`: writes side * side values to `target` from index `at`.
 */
export function areaFit(width: number, height: number, side: number) {
  const square = Math.max(width, height)
  const columns = spans(width, square, side)
  const rows = spans(height, square, side)
  /** The picture narrowed to `side` columns, column by column: [side, height]. */
  const narrowed = new Float64Array(side * height)

  return (source: ArrayLike<number>, ground: number, target: { [index: number]: number }, at = 0): void => {
    for (let x = 0; x < side; x++) {
      const { first, weights } = columns[x]
      for (let y = 0; y < height; y++) {
        const from = y * width + first
        let sum = 0
        for (let i = 0; i < weights.length; i++) sum += weights[i] * source[from + i]
        narrowed[x * height + y] = sum
      }
    }
    for (let y = 0; y < side; y++) {
      const { first, weights, covered } = rows[y]
      for (let x = 0; x < side; x++) {
        const from = x * height + first
        let sum = (1 - covered * columns[x].covered) * ground
        for (let i = 0; i < weights.length; i++) sum += weights[i] * narrowed[from + i]
        target[at + y * side + x] = sum
      }
    }
  }
}

function spans(length: number, square: number, side: number): Span[] {
  const step = square / side
  const margin = (square - length) / 2
  return Array.from({ length: side }, (_, i) => {
    const from = Math.max(0, i * step - margin)
    const to = Math.min(length, (i + 1) * step - margin)
    if (to <= from) return { first: 0, weights: new Float64Array(0), covered: 0 }
    const first = Math.floor(from)
    const weights = Float64Array.from({ length: Math.ceil(to) - first }, (_, j) => {
      return (Math.min(to, first + j + 1) - Math.max(from, first + j)) / step
    })
    return { first, weights, covered: (to - from) / step }
  })
}

/** `areaFit` for pictures of many sizes: the weights are kept while the size stays the same. */
export function areaFitter(side: number) {
  let size = ''
  let fit: ReturnType<typeof areaFit>
  return (
    picture: { width: number; height: number; pixels: ArrayLike<number> },
    ground: number,
  ): Uint8ClampedArray => {
    const { width, height, pixels } = picture
    if (size !== `${width} x ${height}`) {
      size = `${width} x ${height}`
      fit = areaFit(width, height, side)
    }
    const fitted = new Uint8ClampedArray(side * side)
    fit(pixels, ground, fitted)
    return fitted
  }
}
