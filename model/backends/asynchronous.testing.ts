import '@tensorflow/tfjs'
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'

const BACKEND = 'asynchronous'

/**
 * tfjs-backend-cpu with the reads of a graphics card: numbers arrive some time after they were requested, as they were
 * at the request, and never at once.
 */
class AsynchronousBackend extends MathBackendCPU {
  override readSync(): never {
    throw new Error('This backend cannot be read synchronously.')
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    const values = super.readSync(dataId).slice() as tf.BackendValues
    await new Promise((resolve) => setImmediate(resolve))
    return values
  }

  /** For kernels alone: a graphics card's kernels can read what lies on it. */
  override bufferSync<R extends tf.Rank, D extends tf.DataType>(
    tensor: tf.TensorInfo,
  ): tf.TensorBuffer<R, D> {
    const values = super.readSync(tensor.dataId) as tf.DataTypeMap[D]
    return tf.buffer(tensor.shape as tf.ShapeMap[R], tensor.dtype as D, values)
  }

  override where(condition: tf.Tensor): tf.Tensor2D {
    return tf.kernel_impls.whereImpl(condition.shape, super.readSync(condition.dataId) as tf.TypedArray)
  }
}

/** Makes a backend without synchronous reads the current one. */
export async function startAsynchronous(): Promise<void> {
  if (!tf.findBackendFactory(BACKEND)) {
    tf.registerBackend(BACKEND, () => new AsynchronousBackend())
    tf.copyRegisteredKernels('cpu', BACKEND)
  }
  await tf.setBackend(BACKEND)
}

export function stopAsynchronous(): void {
  tf.removeBackend(BACKEND)
}
