import type * as tf from '@tensorflow/tfjs-core'
import type { AdamStep } from '../../../ops/inPlace.ts'
import { kernel, listBlocks } from './kernel.ts'

export const adam = () => [
  kernel<AdamStep>('AdamUpdate', (backend, inputs, step) => {
    backend.settle()
    const { learningRate, beta1, beta2, epsilon, correction1, correction2, gradientScale } = step
    const factors = [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, correction1, correction2, gradientScale]
    const [list, count] = listBlocks(backend, inRows(inputs, 4))
    backend.threads.run('adamUpdate', [list, learningRate, ...factors], count)
    return []
  }),
  kernel<{ weight: number }>('Lerp', (backend, inputs, { weight }) => {
    backend.settle()
    const [list, count] = listBlocks(backend, inRows(inputs, 2))
    backend.threads.run('lerp', [list, weight], count)
    return []
  }),
]

/** The inputs of a kernel that takes any number of them, `width` to a row. */
function inRows(inputs: Readonly<Record<string, tf.TensorInfo>>, width: number): tf.TensorInfo[][] {
  const all = Object.values(inputs)
  return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width))
}
