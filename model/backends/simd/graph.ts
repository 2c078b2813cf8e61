import * as tf from '@tensorflow/tfjs-core'
import type { Computation, Graph } from '../../ops/compiled.ts'
import { observe, repeatCalls } from '../profile.ts'
import type { SimdBackend } from './backend.ts'
import { bytesPerNumber } from './memory.ts'
import { Recording } from './recording.ts'

/**
 * Makes the graph of a computation: a recording of its kernel calls, which is repeated without the JavaScript between
 * them (a tenth of a training step). A computation whose JavaScript reads numbers, or that reads tensors other than its
 * inputs, is run as it is each time.
 *
 * Variables are read where they lie; where one has moved, or something now occupies memory that the computation uses,
 * it is recorded again. Other inputs are copied.
 */
export function trace(backend: SimdBackend, compute: Computation, inputs: readonly tf.Tensor[]): Graph {
  let recorded = record(backend, compute, inputs)
  return {
    run: (given) => {
      if (recorded && !recorded.claim(given)) {
        const last = recorded
        recorded = record(backend, compute, given)
        last.dispose()
        recorded?.claim(given)
      }
      return recorded ? recorded.run(given) : compute(given)
    },
    dispose: () => recorded?.dispose(),
  }
}

interface Recorded extends Graph {
  /** Takes its memory for a run; returns false where that is not free, or variables are not where they were. */
  claim(inputs: readonly tf.Tensor[]): boolean
}

/** An input as the recording sees it. */
interface Input {
  readonly tensor: tf.Tensor
  readonly address: number
  readonly isCopy: boolean
}

/** Returns undefined where the computation cannot be repeated without its JavaScript. */
function record(
  backend: SimdBackend,
  compute: Computation,
  given: readonly tf.Tensor[],
): Recorded | undefined {
  if (given.some(({ dtype }) => dtype === 'string' || dtype === 'complex64')) return undefined
  const recording = new Recording(backend.memoryBlock)
  const inputs: Input[] = []
  let isWhole = false
  try {
    for (const x of given) inputs.push(inputOf(backend, recording, x))
    backend.settle()
    const results = observe(() => backend.record(recording, () => resultsOf(backend, compute, inputs)))
    isWhole = recording.isRepeatable
    if (!isWhole) return undefined
    recording.release(results.flatMap((result) => ('address' in result ? result.address : [])))
    return {
      claim: (given) => {
        backend.settle() // deferred sums may have the last run's results as terms
        const isStill = inputs.every(
          ({ isCopy, address }, i) => isCopy || backend.address(given[i]) === address,
        )
        return isStill && recording.claim()
      },
      run: (given) => {
        try {
          for (const [i, { isCopy, address }] of inputs.entries())
            if (isCopy) backend.copyTo(address, given[i])
          repeatCalls(recording.steps, ({ work }) => backend.threads.repeat(work))
        } finally {
          recording.release()
        }
        return results.map((result) => {
          const info =
            'input' in result ? backend.share(given[result.input], result.shape) : backend.borrow(result)
          return tf.engine().makeTensorFromTensorInfo(info, backend)
        })
      },
      dispose: () => recording.dispose(),
    }
  } finally {
    tf.dispose(inputs.flatMap(({ tensor, isCopy }) => (isCopy ? tensor : [])))
    if (!isWhole) recording.dispose()
  }
}

function inputOf(backend: SimdBackend, recording: Recording, x: tf.Tensor): Input {
  const isCopy = !(x instanceof tf.Variable)
  const { shape, dtype } = x
  const address = isCopy ? recording.keep(x.size * bytesPerNumber(dtype)) : backend.address(x)
  const copy = () => tf.engine().makeTensorFromTensorInfo(backend.borrow({ address, shape, dtype }), backend)
  const tensor = isCopy ? tf.keep(copy()) : x
  if (isCopy) backend.copyTo(address, x)
  recording.inputs.add(backend.data.get(tensor.dataId))
  return { tensor, address, isCopy }
}

/** Where a result is: in the recording's memory, or the numbers of an input themselves. */
type Result = Parameters<SimdBackend['borrow']>[0] | { readonly input: number; readonly shape: number[] }

/** Runs the computation, and says where its results are. */
function resultsOf(backend: SimdBackend, compute: Computation, inputs: readonly Input[]): Result[] {
  const tensors = inputs.map(({ tensor }) => tensor)
  const outputs = tf.tidy(() => compute(tensors))
  const results = outputs.map((output) => {
    const { shape, dtype, dataId } = output
    const input = tensors.findIndex((tensor) => tensor.dataId === dataId)
    return input < 0 ? { address: backend.address(output), shape, dtype } : { input, shape }
  })
  tf.dispose(outputs.filter((output) => !tensors.includes(output)))
  return results
}
