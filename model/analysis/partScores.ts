import { assign } from './assignment.ts'

/** How well predicted parts agree with true ones, averaged over pictures. */
export interface PartScores {
  /** 1 for the same division, about 0 for a random one. */
  readonly adjustedRand: number
  /** 0 to 1. */
  readonly matchedIou: number
  /** Pictures with ink, over which the scores are averaged. */
  readonly pictures: number
}

/** Pixels at least this light are ink. Fainter ones, at the edge of a stroke, cannot be assigned to a part with certainty. */
export const INK = 128

/**
 * Scores a division of pictures into parts against the true one, over the pixels of true ink only: those of a true part
 * (truth > 0) that are at least `INK` light. A pixel of ink that no predicted part claims counts as wrong.
 *
 * @param truth [count, S, S]: 1 + index of the true part (or sub-part), 0 where there is none.
 * @param predicted [count, S, S], likewise; see `assignPixels`.
 * @param pixels [count, S, S]: the pictures, 0 to 255.
 * @param area S * S.
 * @returns NaN scores when there is no ink.
 */
export function scoreParts(
  truth: Uint8Array,
  predicted: Uint8Array,
  pixels: Uint8Array,
  area: number,
): PartScores {
  let rand = 0
  let iou = 0
  let pictures = 0
  for (let start = 0; start < truth.length; start += area) {
    const ink: number[] = []
    for (let i = start; i < start + area; i++) if (truth[i] > 0 && pixels[i] >= INK) ink.push(i)
    if (ink.length === 0) continue
    const trueParts = ink.map((i) => truth[i])
    const predictedParts = ink.map((i) => predicted[i])
    rand += adjustedRand(trueParts, predictedParts)
    iou += matchedIou(trueParts, predictedParts)
    pictures++
  }
  return { adjustedRand: rand / pictures, matchedIou: iou / pictures, pictures }
}

/**
 * The adjusted Rand index of two divisions of the same items (Hubert and Arabie, "Comparing partitions", 1985,
 * equation 5): 1 when they are the same, whatever the names; 0 is what chance gives.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { cells, rows, columns } = contingency(a, b)
  const together = sum([...cells.values()].map(pairs))
  const inRows = sum([...rows.values()].map(pairs))
  const inColumns = sum([...columns.values()].map(pairs))
  const all = pairs(a.length)
  // Both divisions put all items together, or all apart: they are the same, and the formula would be 0 / 0.
  if (inRows === inColumns && (inRows === 0 || inRows === all)) return 1
  const expected = (inRows * inColumns) / all
  return (together - expected) / ((inRows + inColumns) / 2 - expected)
}

/**
 * Mean over the true parts of the intersection over union with the predicted part matched to each, one to one, so that
 * the mean is greatest. A true part without a partner counts 0; predicted 0 means no part and matches none.
 *
 * @param truth, predicted 1 + index of the part of each item.
 */
export function matchedIou(truth: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const { cells, rows, columns } = contingency(truth, predicted)
  const names = [...columns.keys()].filter((name) => name !== 0)
  if (names.length === 0) return 0
  const ious = Array.from(rows, ([row, inRow]) =>
    names.map((name) => {
      const both = cells.get(cell(row, name)) ?? 0
      return both / (inRow + columns.get(name)! - both)
    }),
  )
  const matched = assign(ious)
  return sum(ious.map((row, i) => row[matched[i]] ?? 0)) / ious.length
}

/**
 * Which part each pixel belongs to: 1 + index of the part that is lightest there, 0 where none exceeds `threshold`.
 *
 * @param placed parts on the canvas, each [S, S] (or all pictures of a batch one after the other), light from 0 to 1.
 */
export function assignPixels(placed: readonly Float32Array[], threshold: number): Uint8Array {
  return Uint8Array.from({ length: placed[0]?.length ?? 0 }, (_, pixel) => {
    let lightest = threshold
    let part = 0
    for (let i = 0; i < placed.length; i++) {
      if (placed[i][pixel] > lightest) {
        lightest = placed[i][pixel]
        part = i + 1
      }
    }
    return part
  })
}

function contingency(a: ArrayLike<number>, b: ArrayLike<number>) {
  const cells = new Map<number, number>()
  const rows = new Map<number, number>()
  const columns = new Map<number, number>()
  for (let i = 0; i < a.length; i++) {
    count(cells, cell(a[i], b[i]))
    count(rows, a[i])
    count(columns, b[i])
  }
  return { cells, rows, columns }
}

/** The key of a pair of parts, whose numbers are bytes. */
function cell(row: number, column: number): number {
  return row * 256 + column
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function pairs(items: number): number {
  return (items * (items - 1)) / 2
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
