import * as tf from '@tensorflow/tfjs-core'
import { Random } from '../random.ts'
import type { RnpConfig } from './config.ts'

/** The smallest pictures the encoder takes, with every other size small too. */
export const tinyConfig: RnpConfig = {
  side: 14,
  patch: 5,
  z: 4,
  e: 4,
  hidden: 8,
  glimpses: [2, 2],
  offset: 2.3,
  encoder: { blocks: 1, units: 8 },
  generatedActivation: 'layernorm-elu',
  hypernetwork: 'shared',
}

/** `tinyConfig` with one to three levels of different numbers of glimpses. */
export function tinyLevels(levels: number): RnpConfig {
  return { ...tinyConfig, glimpses: [2, 3, 2].slice(0, levels) }
}

/** Noise in [0, 1]: pictures in which no two pixels are alike. [count, side, side] */
export function noise(count: number, side = tinyConfig.side, seed = 1): Float32Array {
  const random = new Random(seed)
  return Float32Array.from({ length: count * side * side }, () => random.uniform())
}

/** `noise` as a tensor. */
export function noisePictures(count: number, side = tinyConfig.side, seed = 1): tf.Tensor3D {
  return tf.tensor3d(noise(count, side, seed), [count, side, side])
}

/** Standard normal numbers. */
export function normals(shape: [number, number], seed = 2): tf.Tensor2D {
  return tf.tensor2d(new Random(seed).normals(shape[0] * shape[1]), shape)
}

/** Mean of (a - b)^2, in float64. */
export function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (v, i) => (v - b[i]) ** 2).reduce((x, y) => x + y, 0) / a.length
}
