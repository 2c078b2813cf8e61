import * as tf from '@tensorflow/tfjs-core'
import { assignPixels, type PartScores, scoreParts } from '../analysis/partScores.ts'
import { take } from '../data/batches.ts'
import type { ImageSet } from '../data/imageSet.ts'
import { meanSquaredError } from '../ops/meanSquaredError.ts'
import { placeEach, placeLeaves } from '../rnp/generate.ts'
import { divergence, partError } from '../rnp/loss.ts'
import type { Rnp } from '../rnp/rnp.ts'

/** How well a model draws a set of pictures, with z = mu. */
export interface Evaluation {
  readonly images: number
  /** Mean squared error per pixel of the whole reconstruction. */
  readonly mse: number
  /** Mean squared error per pixel of the decoded parts against the picture zoomed to each. */
  readonly partMse: number
  /** nats per picture */
  readonly kl: number
  /** How well the parse's parts and sub-parts agree with the true ones; absent where these are not known. */
  readonly parts?: PartScores
  readonly subParts?: PartScores
}

/** Pictures evaluated at once: a usual training batch, so that evaluating between steps takes no new memory. */
const BATCH = 64

/** A pixel belongs to no part where none is lighter than this. */
const MIN_LIGHTNESS = 0.05

/** Evaluates a model on the first `count` pictures of a set. */
export async function evaluate(model: Rnp, set: ImageSet, count: number = set.count): Promise<Evaluation> {
  const total = Math.min(count, set.count)
  const area = set.side ** 2
  const sums = { mse: 0, partMse: 0, kl: 0 }
  const predicted = set.truth && {
    parts: new Uint8Array(total * area),
    subParts: new Uint8Array(total * area),
  }
  for (let from = 0; from < total; from += BATCH) {
    const size = Math.min(BATCH, total - from)
    const tensors = tf.tidy(() => measured(model, set, from, size))
    try {
      const [[mse, partMse, kl], parts, subParts] = await Promise.all([
        tensors.means.data(),
        tensors.parts && assignEach(tensors.parts),
        tensors.subParts && assignEach(tensors.subParts),
      ])
      sums.mse += size * mse
      sums.partMse += size * partMse
      sums.kl += size * kl
      if (predicted && parts && subParts) {
        const at = from * area
        predicted.parts.set(parts, at)
        predicted.subParts.set(subParts, at)
      }
    } finally {
      tf.dispose(tensors)
    }
  }
  const means = { images: total, mse: sums.mse / total, partMse: sums.partMse / total, kl: sums.kl / total }
  if (!set.truth || !predicted) return means
  const score = (truth: Uint8Array, found: Uint8Array) =>
    scoreParts(truth.subarray(0, total * area), found, set.pixels.subarray(0, total * area), area)
  return {
    ...means,
    parts: score(set.truth.parts, predicted.parts),
    subParts: score(set.truth.subParts, predicted.subParts),
  }
}

/**
 * Computes what is then read back for some pictures.
 *
 * @returns means [3]: mse, part mse and KL over them; where the true parts are known, the placed parts and subParts too,
 *   [B, parts, S, S]
 */
function measured(model: Rnp, set: ImageSet, from: number, size: number) {
  const { config } = model
  const indices = Array.from({ length: size }, (_, i) => from + i)
  const x = tf.tensor3d(take(set, indices), [size, set.side, set.side])
  const posterior = model.infer(x)
  const generated = model.generate(posterior.mu)
  const means = tf.stack([
    meanSquaredError(generated.canvas, x),
    partError(config, generated, x),
    divergence(posterior),
  ])
  if (!set.truth) return { means }
  return {
    means,
    parts: placeEach(generated.parts, generated.actions, config, set.side),
    subParts: placeLeaves(generated, config, set.side),
  }
}

/**
 * Which part every pixel of a batch belongs to, [B, S, S].
 *
 * @param placed [B, parts, S, S]
 */
async function assignEach(placed: tf.Tensor4D): Promise<Uint8Array> {
  const [batch, parts, height, width] = placed.shape
  const area = height * width
  const values = await placed.data<'float32'>()
  const assigned = new Uint8Array(batch * area)
  for (let b = 0; b < batch; b++) {
    const layers = Array.from({ length: parts }, (_, t) => {
      const start = (b * parts + t) * area
      return values.subarray(start, start + area)
    })
    assigned.set(assignPixels(layers, MIN_LIGHTNESS), b * area)
  }
  return assigned
}
