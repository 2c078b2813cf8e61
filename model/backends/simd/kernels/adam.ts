import type * as tf from '@tensorflow/tfjs-core'
import type { AdamStep } from '../../../ops/inPlace.ts'
import { kernel, listBlocks } from './kernel.ts'

export const adam = () => [
  kernel<AdamStep>('AdamUpdate', (backend, inputs, step) => {
    const [squares, ...tensors] = Object.values(inputs)
    const norm = Math.sqrt(backend.floats(squares)[0])
    if (!Number.isFinite(norm)) return []
    backend.settle()
    const { learningRate, beta1, beta2, epsilon, correction1, correction2, clip } = step
    const scale = Math.min(1, clip / norm)
    const [blocks, count] = listBlocks(backend, inRows(tensors, 4))
    const rests = { rest1: 1 - beta1, rest2: 1 - beta2 }
    const factors = { rate: learningRate, beta1, beta2, ...rests, epsilon, correction1, correction2 }
    backend.threads.run('adamUpdate', { blocks, ...factors, scale }, count)
    return []
  }),
  kernel<{ weight: number }>('Lerp', (backend, inputs, { weight }) => {
    backend.settle()
    const [blocks, count] = listBlocks(backend, inRows(Object.values(inputs), 2))
    backend.threads.run('lerp', { blocks, weight }, count)
    return []
  }),
]

/** Splits tensors into rows of `width` each. */
function inRows(all: readonly tf.TensorInfo[], width: number): tf.TensorInfo[][] {
  return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width))
}
