import { RnpError } from '../errors.ts'
import { Random } from '../random.ts'
import type { ImageSet } from './imageSet.ts'

/** The pictures at `indices` of the set, in that order, with their labels, sources and true parts. */
export function subset(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  const area = set.side * set.side
  const pick = (values: Uint8Array) => {
    const picked = new Uint8Array(indices.length * area)
    for (let i = 0; i < indices.length; i++) {
      picked.set(values.subarray(indices[i] * area, (indices[i] + 1) * area), i * area)
    }
    return picked
  }
  return {
    ...set,
    count: indices.length,
    pixels: pick(set.pixels),
    labels: set.labels && Int32Array.from(indices, (i) => set.labels![i]),
    sources: Array.from(indices, (i) => set.sources[i]),
    truth: set.truth && { parts: pick(set.truth.parts), subParts: pick(set.truth.subParts) },
  }
}

/**
 * Divides the numbers 0..count-1 at random into train and test, each in ascending order. The same count, fraction and
 * seed give the same division.
 *
 * @param fraction share of the test pictures, in [0, 1]; their number is rounded to the nearest integer
 * @throws RnpError 'usage/invalid' for a fraction out of range
 */
export function splitByFraction(count: number, fraction: number, seed: number) {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new RnpError(
      'usage/invalid',
      `The test fraction is ${fraction}.`,
      'Give a number from 0 to 1, e.g. 0.1.',
    )
  }
  const order = new Random(seed).permutation(count)
  const tests = Math.round(count * fraction)
  return { train: order.subarray(tests).sort(), test: order.subarray(0, tests).sort() }
}

/**
 * Divides a labelled set by class: `heldOut` has the pictures of the named labels, `kept` all others. Both keep
 * `labelNames`, so that a label means the same in each.
 *
 * @throws RnpError 'usage/invalid' where the set has no labels, or not all of these
 */
export function leaveOut(set: ImageSet, labels: readonly string[]): { kept: ImageSet; heldOut: ImageSet } {
  const { labels: given, labelNames } = set
  if (!given || !labelNames) {
    throw new RnpError(
      'usage/invalid',
      `${set.name} has no labels to leave out.`,
      'Use a labelled set, e.g. MNIST.',
    )
  }
  const unknown = labels.filter((label) => !labelNames.includes(label))
  if (unknown.length > 0) {
    throw new RnpError(
      'usage/invalid',
      `${set.name} has no label ${unknown.join(', ')}.`,
      `Its labels are ${labelNames.slice(0, 20).join(', ')}${labelNames.length > 20 ? ', ...' : ''}.`,
    )
  }
  const out = new Set(labels.map((label) => labelNames.indexOf(label)))
  const indices = Array.from(given, (_, i) => i)
  return {
    kept: subset(
      set,
      indices.filter((i) => !out.has(given[i])),
    ),
    heldOut: subset(
      set,
      indices.filter((i) => out.has(given[i])),
    ),
  }
}
