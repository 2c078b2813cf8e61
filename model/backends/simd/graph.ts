import * as tf from '@tensorflow/tfjs-core'
import type { Computation, Graph } from '../../ops/compiled.ts'
import { charge, observe } from '../profile.ts'
import { bytesPerNumber, type SimdBackend } from './backend.ts'
import { NotRepeatable, Recording } from './recording.ts'

/**
 * Makes the graph of a computation: what kernels do for it, which is done again without the JavaScript between them, a
 * tenth of a training step. A computation whose JavaScript reads numbers runs as it is each time.
 *
 * Variables are read where they lie; where one has moved, the computation is recorded anew. Other inputs are copied. What
 * a run returns holds until the next one.
 */
export function trace(backend: SimdBackend, compute: Computation, inputs: readonly tf.Tensor[]): Graph {
  let recorded = record(backend, compute, inputs)
  return {
    run: (given) => {
      if (recorded && !recorded.fits(given)) {
        recorded.dispose()
        recorded = record(backend, compute, given)
      }
      return recorded ? recorded.run(given) : compute(given)
    },
    dispose: () => recorded?.dispose(),
  }
}

interface Recorded extends Graph {
  /** Whether all variables are where they were. */
  fits(inputs: readonly tf.Tensor[]): boolean
}

/** undefined where the computation cannot be done again without its JavaScript. */
function record(
  backend: SimdBackend,
  compute: Computation,
  inputs: readonly tf.Tensor[],
): Recorded | undefined {
  const recording = new Recording(backend.memoryBlock)
  const copies = inputs.map((x) => (x instanceof tf.Variable ? undefined : copyOf(backend, recording, x)))
  const own = inputs.map((x, i) => copies[i] ?? x)
  const addresses = own.map((x) => backend.address(x))
  for (const { dataId } of own) recording.inputs.add(backend.data.get(dataId))
  try {
    const results = observe(() =>
      backend.record(recording, () => {
        const outputs = tf.tidy(() => compute(own))
        const places = outputs.map((x) => [backend.address(x), x.shape, x.dtype] as const)
        tf.dispose(outputs.filter((x) => !own.includes(x)))
        return places
      }),
    )
    return {
      fits: (given) => given.every((x, i) => copies[i] || backend.address(x) === addresses[i]),
      run: (given) => {
        given.forEach((x, i) => {
          if (copies[i]) backend.copy(x, addresses[i])
        })
        for (const { work, calls } of recording.steps) charge(calls, () => backend.threads.repeat(work))
        return results.map((place) => tf.engine().makeTensorFromTensorInfo(backend.borrow(...place), backend))
      },
      dispose: () => recording.dispose(),
    }
  } catch (cause) {
    recording.dispose()
    if (cause instanceof NotRepeatable) return undefined
    throw cause
  } finally {
    tf.dispose(copies.filter((x) => x !== undefined))
  }
}

/** A tensor like x, whose numbers are written before the steps are taken. */
function copyOf(backend: SimdBackend, recording: Recording, { size, shape, dtype }: tf.Tensor): tf.Tensor {
  const address = recording.keep(size * bytesPerNumber(dtype))
  const copy = tf.engine().makeTensorFromTensorInfo(backend.borrow(address, shape, dtype), backend)
  return tf.keep(copy)
}
