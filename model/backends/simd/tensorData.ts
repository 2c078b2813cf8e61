import type * as tf from '@tensorflow/tfjs-core'
import type { Recording } from './recording.ts'

/** Where a tensor's numbers are: a block of the kernels' memory, or JavaScript values where that cannot hold them. */
export interface Place {
  readonly address: number
  readonly values: tf.BackendValues
  /** Frees the block. */
  readonly free?: () => void
  /** Whether JavaScript wrote the numbers while a graph was recorded, so that they are the same each time. */
  readonly isConstant?: boolean
}

/** The backend that holds the numbers: its recording in progress decides which of them may be read. */
interface Holder {
  readonly recording: Recording | undefined
}

/**
 * The numbers of one tensor, as tfjs's DataStorage keeps them (tfjs-backend-cpu has the same name for it). They may be a
 * deferred sum, which is computed when they are first needed.
 */
export class TensorData {
  readonly dtype: tf.DataType
  refCount: number
  /** Computes the deferred sum. */
  compute: (() => Place) | undefined
  readonly #holder: Holder
  /** The recording in progress when it was made. */
  readonly #madeIn: Recording | undefined
  #place: Place | undefined

  constructor(holder: Holder, dtype: tf.DataType, refCount: number, place?: Place) {
    this.dtype = dtype
    this.refCount = refCount
    this.#holder = holder
    this.#madeIn = holder.recording
    this.#place = place
  }

  /** Where a kernel finds the numbers. */
  get address(): number {
    const { recording } = this.#holder
    if (recording && recording !== this.#madeIn && !recording.inputs.has(this)) recording.isRepeatable = false
    return this.#placed().address
  }

  /** The numbers, for JavaScript. */
  get values(): tf.BackendValues {
    const place = this.#placed()
    const { recording } = this.#holder
    if (recording && !(recording === this.#madeIn && place.isConstant)) recording.isRepeatable = false
    return place.values
  }

  /** Frees the numbers' memory. */
  free(): void {
    this.#place?.free?.()
  }

  #placed(): Place {
    this.#place ??= this.compute!()
    return this.#place
  }
}
