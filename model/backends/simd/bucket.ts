import type * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from './backend.ts'
import type { Recording } from './recording.ts'

/** One term of a sum that is taken later: tensors, which it keeps alive, and what the sum needs to know beside them. */
export interface Term {
  readonly tensors: readonly tf.TensorInfo[]
  readonly attrs?: object
}

/** Takes the sum of some terms into `out`. */
export type Sum = (backend: SimdBackend, terms: readonly Term[], out: tf.TensorInfo) => void

/** Terms that one kernel can add up together: of the same shapes and attributes. */
export function alike(terms: readonly Term[]): Iterable<readonly Term[]> {
  const kind = ({ tensors, attrs }: Term) => JSON.stringify([tensors.map(({ shape }) => shape), attrs])
  return Map.groupBy(terms, kind).values()
}

/** Where a tensor's numbers are: a block of the kernels' memory, or JavaScript values where that cannot hold them. */
export interface Place {
  readonly address: number
  readonly values: tf.BackendValues
  /** Gives the block back. */
  readonly free?: () => void
  /** JavaScript wrote the numbers while a graph was recorded: they are the same each time. */
  readonly isConstant?: boolean
}

/** The numbers of one tensor. They may be a sum still to be taken, which is taken when they are first asked for. */
export class Bucket {
  readonly dtype: tf.DataType
  refCount: number
  /** The sum still to be taken. */
  pending?: { readonly sum: Sum; readonly terms: readonly Term[]; readonly take: () => Place }
  readonly #backend: SimdBackend
  /** What was being recorded when it was made. */
  readonly #madeIn: Recording | undefined
  #place: Place | undefined

  constructor(backend: SimdBackend, dtype: tf.DataType, refCount: number, place?: Place) {
    this.dtype = dtype
    this.refCount = refCount
    this.#backend = backend
    this.#madeIn = backend.recording
    this.#place = place
  }

  /** Where a kernel finds the numbers. */
  get address(): number {
    const { recording } = this.#backend
    if (recording && recording !== this.#madeIn && !recording.inputs.has(this)) recording.isRepeatable = false
    return this.#placed().address
  }

  /** The numbers, for JavaScript. */
  get values(): tf.BackendValues {
    const place = this.#placed()
    const { recording } = this.#backend
    if (recording && !(recording === this.#madeIn && place.isConstant)) recording.isRepeatable = false
    return place.values
  }

  /** Gives the numbers' memory back. */
  free(): void {
    this.#place?.free?.()
  }

  #placed(): Place {
    this.#place ??= this.pending!.take()
    return this.#place
  }
}
