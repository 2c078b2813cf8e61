import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded random numbers whose state can be saved and restored exactly: a resumed run continues the stream. */
export class Random {
  #generator

  constructor(seed: number | RandomState) {
    if (typeof seed === 'number') {
      this.#generator = xoroshiro128plus(seed)
      // Small seeds leave the state nearly empty: its first outputs are not yet random.
      for (let i = 0; i < 64; i++) this.#generator.next()
    } else {
      this.#generator = xoroshiro128plusFromState(seed.state)
    }
  }

  /** Everything needed to continue this stream: `new Random(random.save())`. */
  save(): RandomState {
    return { state: [...this.#generator.getState()] }
  }

  /** Uniform integer in [from, to], both included. */
  integer(from: number, to: number): number {
    return uniformInt(this.#generator, from, to)
  }

  /** Uniform in [from, to), with 32 random bits. */
  uniform(from = 0, to = 1): number {
    return from + ((this.#generator.next() >>> 0) / 2 ** 32) * (to - from)
  }

  /** Standard normal by Box and Muller's method (both halves are not kept: no hidden state). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  /** `count` standard normals. */
  normals(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.normal())
  }

  /** The numbers 0..count-1 in random order (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i)
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(0, i)
      const held = order[i]
      order[i] = order[j]
      order[j] = held
    }
    return order
  }
}

/** Serialised state of a `Random` stream (plain JSON). */
export interface RandomState {
  readonly state: readonly number[]
}
