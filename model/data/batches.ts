import { RnpError } from '../errors.ts'
import { Random, type RandomState } from '../random.ts'
import type { ImageSet } from './imageSet.ts'

/** The position of a `Batches` (plain JSON). */
export interface BatchesState {
  readonly count: number
  readonly batchSize: number
  /** Epochs begun before the present one. */
  readonly epoch: number
  /** How many pictures of the present epoch have been returned. */
  readonly position: number
  /** The random stream as it was before the present epoch was shuffled. */
  readonly shuffle: RandomState
}

/**
 * Endless shuffled batches of indices into a set of `count` pictures. Every epoch is shuffled anew and its last
 * incomplete batch dropped. A set smaller than a batch fills every batch by repeating its shuffled pictures.
 */
export class Batches {
  readonly #count: number
  readonly #batchSize: number
  readonly #random: Random
  #shuffle: RandomState
  #order: Uint32Array
  #epoch = 0
  #position = 0

  /**
   * @param from a random stream, which this object then owns, or a state that `save` returned, to continue exactly there
   * @throws RnpError 'usage/invalid' for a count or batch size that is not a positive integer, 'checkpoint/mismatch' when a
   *   saved state belongs to another count or batch size
   */
  constructor(count: number, batchSize: number, from: Random | BatchesState) {
    if (!(Number.isInteger(count) && count > 0 && Number.isInteger(batchSize) && batchSize > 0)) {
      throw new RnpError(
        'usage/invalid',
        `Cannot make batches of ${batchSize} from ${count} pictures.`,
        'Both must be whole numbers of at least 1.',
      )
    }
    this.#count = count
    this.#batchSize = batchSize
    const resumed = from instanceof Random ? undefined : from
    if (resumed && (resumed.count !== count || resumed.batchSize !== batchSize)) {
      throw new RnpError(
        'checkpoint/mismatch',
        `The saved order is for ${resumed.count} pictures in batches of ${resumed.batchSize}, not ${count} in ${batchSize}.`,
        'Resume with the same pictures and batch size, or start a new run.',
      )
    }
    this.#random = from instanceof Random ? from : new Random(from.shuffle)
    this.#shuffle = this.#random.save()
    this.#order = this.#random.permutation(count)
    this.#epoch = resumed?.epoch ?? 0
    this.#position = resumed?.position ?? 0
  }

  /** Epochs begun before the present one. */
  get epoch(): number {
    return this.#epoch
  }

  /** The next `batchSize` indices. */
  next(): Uint32Array {
    const taken = Math.min(this.#batchSize, this.#count)
    if (this.#position + taken > this.#count) {
      this.#shuffle = this.#random.save()
      this.#order = this.#random.permutation(this.#count)
      this.#epoch++
      this.#position = 0
    }
    const start = this.#position
    this.#position += taken
    return Uint32Array.from({ length: this.#batchSize }, (_, i) => this.#order[start + (i % taken)])
  }

  save(): BatchesState {
    return {
      count: this.#count,
      batchSize: this.#batchSize,
      epoch: this.#epoch,
      position: this.#position,
      shuffle: this.#shuffle,
    }
  }
}

/** The pictures at `indices` as input for the model: [indices.length, S, S], from 0 (no ink) to 1. */
export function take(set: ImageSet, indices: ArrayLike<number>): Float32Array {
  const area = set.side * set.side
  const taken = new Float32Array(indices.length * area)
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i] * area
    for (let p = 0; p < area; p++) taken[i * area + p] = set.pixels[from + p] / 255
  }
  return taken
}
