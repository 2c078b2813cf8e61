/** Sizes and options of a Recursive Neural Program; symbols as in Fisher and Rao (arXiv 2206.08462). */
export interface RnpConfig {
  /** S: side of the square canvas, px. */
  readonly side: number
  /** P: side of a decoded patch and of every lower canvas, px. */
  readonly patch: number
  /** Z: length of every program vector z^k. */
  readonly z: number
  /** E: length of the recurrent networks' input. */
  readonly e: number
  /** Units of the generated hidden layers and of the hypernetwork's trunk. */
  readonly hidden: number
  /** tau_k: glimpses at each level, lowest level first. Its length is K, the number of levels. */
  readonly glimpses: readonly number[]
  /** o: added to the scale of every action; a part is shrunk by 1 / (o - 1 .. o + 1). */
  readonly offset: number
  /** Residual blocks and dense units of the encoder (the paper: 5 and 64; the public code: 4 and 128). */
  readonly encoder: { readonly blocks: number; readonly units: number }
  /** What follows each generated hidden layer (the paper's MLPs; the public code drops it: 'none'). */
  readonly generatedActivation: 'layernorm-elu' | 'none'
  /** One hypernetwork for every level (the paper's recursion) or one per level (its section 4). */
  readonly hypernetwork: 'shared' | 'per-level'
}

/** Weights of the loss's terms, per image (see loss.ts). */
export interface LossWeights {
  /**
   * Weight of the mean squared error per pixel, in the whole and in the parts. The public code's 80,000 over
   * batches of 64 is 1,250 per image.
   */
  readonly rec: number
  /** Weight of KL(q(z|x) || N(0, I)) in nats. The public code's 0.5 on twice the KL is 1. */
  readonly kl: number
}

/** The public code's loss: 80,000 / 64 on the mean squared errors, 1 on the KL. */
export const PUBLIC_LOSS: LossWeights = { rec: 1250, kl: 1 }
