import * as tf from '@tensorflow/tfjs-core'

/** tf.tidy for any object with tensors in it, at any depth: the tensors in what `compute` returns stay. */
export function tidy<T>(compute: () => T): T {
  return tf.tidy(compute as unknown as () => tf.TensorContainer) as unknown as T
}

/** Disposes of every tensor in an object, at any depth. */
export function dispose(tensors: unknown): void {
  tf.dispose(tensors as tf.TensorContainer)
}
