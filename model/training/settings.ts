import { type LossWeights, PUBLIC_LOSS } from '../rnp/config.ts'

/** How a model is trained. The defaults are the recipe that reached the best figures on MNIST (README). */
export interface TrainingSettings {
  /** Optimizer steps in all; the learning rate falls to 0 at the last. */
  readonly updates: number
  /** Pictures a step. */
  readonly batch: number
  /** Peak learning rate of Adam. */
  readonly learningRate: number
  /** Steps over which the learning rate rises from 0. */
  readonly warmup: number
  /** Adam's decay of the gradient's mean. */
  readonly beta1: number
  /** Adam's decay of the gradient's square. */
  readonly beta2: number
  /** Greatest global norm of a step's gradient; larger ones are scaled down to it. */
  readonly clip: number
  /** Decay of the averaged weights, which are what is evaluated and used; 0: no averaging. */
  readonly averageDecay: number
  /** Share of the updates over which the KL's weight rises from 0. */
  readonly klWarmup: number
  readonly loss: LossWeights
  /** Seed of the start, the order of the pictures and the noise. */
  readonly seed: number
  /** Steps of training the one-level model on patches of the pictures first ("one depth at a time"); 0: none. */
  readonly patchUpdates: number
  /** Steps between evaluations on held-out pictures. */
  readonly evaluateEvery: number
  /** Steps between checkpoints. */
  readonly checkpointEvery: number
}

export const defaultSettings: TrainingSettings = {
  updates: 9500,
  batch: 64,
  learningRate: 5e-4,
  warmup: 200,
  beta1: 0.9,
  beta2: 0.99,
  clip: 10,
  averageDecay: 0.998,
  klWarmup: 0,
  loss: PUBLIC_LOSS,
  seed: 0,
  patchUpdates: 0,
  evaluateEvery: 500,
  checkpointEvery: 500,
}

/** Peak times linear warm-up times a cosine that ends at 0, for the step that comes next (from 0). */
export function learningRateAt({ learningRate, warmup, updates }: TrainingSettings, step: number): number {
  const rise = Math.min(1, (step + 1) / warmup)
  return learningRate * rise * (0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, step / updates)))
}

/** The loss's weights at a step: the KL's rises over the first `klWarmup` of the run. */
export function lossWeightsAt({ loss, klWarmup, updates }: TrainingSettings, step: number): LossWeights {
  return klWarmup > 0 ? { ...loss, kl: loss.kl * Math.min(1, step / updates / klWarmup) } : loss
}
