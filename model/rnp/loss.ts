import * as tf from '@tensorflow/tfjs-core'
import { stopGradient } from '../ops/inPlace.ts'
import { meanSquaredError } from '../ops/meanSquaredError.ts'
import { ACTION } from '../ops/programConstants.ts'
import type { LossWeights, RnpConfig } from './config.ts'
import type { Posterior } from './encoder.ts'
import type { Run } from './generate.ts'
import { zoom } from './sampler.ts'

/** The loss's weights as numbers, or as tensors where they differ from one run of a recorded computation to the next. */
export type TermWeights = { readonly [term in keyof LossWeights]: number | tf.Scalar }

/** The loss and its terms, scalars. */
export interface LossTerms {
  /** rec weight * (rec + part) + kl weight * kl */
  readonly loss: tf.Scalar
  /** Mean squared error per pixel of the whole reconstruction. */
  readonly rec: tf.Scalar
  /** Mean squared error per pixel of the decoded parts against the picture zoomed to each, summed over levels. */
  readonly part: tf.Scalar
  /** KL(q(z|x) || N(0, I)), nats per picture. */
  readonly kl: tf.Scalar
}

/**
 * L = rec * [mse(canvas_K, x) + 1/tau_K sum_t mse(decoded_t, stopGradient(zoom(x, a_t)))] + kl * KL, per picture.
 *
 * @param x [B, S, S]
 */
export function lossTerms(
  config: RnpConfig,
  x: tf.Tensor3D,
  posterior: Posterior,
  generated: Run,
  weights: TermWeights,
): LossTerms {
  const rec = meanSquaredError(generated.canvas, x)
  const part = partError(config, generated, x)
  const kl = divergence(posterior)
  const loss = tf.add(tf.mul(tf.add(rec, part), weights.rec), tf.mul(kl, weights.kl)) as tf.Scalar
  return { loss, rec, part, kl }
}

/**
 * The part term of a run and of all runs below it: each level above the lowest is compared with its parent's target,
 * zoomed. Zero for a run of the lowest level.
 */
export function partError(config: RnpConfig, generated: Run, target: tf.Tensor3D): tf.Scalar {
  if (generated.level === 1) return tf.scalar(0)
  const zoomed = zoomToParts(config, generated, target) // [B, tau, P, P]
  const own = meanSquaredError(tf.reshape(generated.decoded, zoomed.shape), zoomed)
  if (generated.level === 2) return own
  const targets = tf.unstack(zoomed, 1) as tf.Tensor3D[]
  const below = generated.lower.map((lower, t) => partError(config, lower, targets[t]))
  return tf.add(own, tf.div(tf.addN(below), below.length))
}

/** What each part of a run covers of the target, stopGradient(zoom(x, a_t)): [B, tau, P, P]. */
export function zoomToParts(config: RnpConfig, generated: Run, target: tf.Tensor3D): tf.Tensor4D {
  const [batch, glimpses] = generated.actions.shape
  const side = target.shape[1]
  const actions = tf.reshape(stopGradient(generated.actions), [batch * glimpses, ACTION]) as tf.Tensor2D
  const repeated = tf.stack(new Array<tf.Tensor>(glimpses).fill(target), 1)
  const images = tf.reshape(repeated, [batch * glimpses, side, side]) as tf.Tensor3D
  const { patch, offset } = config
  return tf.reshape(zoom(images, actions, offset, patch), [batch, glimpses, patch, patch])
}

/** KL = 1/2 sum(exp(2 logSigma) + mu^2 - 2 logSigma - 1), mean over the batch. */
export function divergence({ mu, logSigma }: Posterior): tf.Scalar {
  const terms = tf.sub(tf.add(tf.exp(tf.mul(logSigma, 2)), tf.square(mu)), tf.add(tf.mul(logSigma, 2), 1))
  return tf.div(tf.sum(terms), 2 * mu.shape[0])
}
