import type { AdamStep } from '../../../ops/inPlace.ts'
import { ELEMENT_GRAIN, kernel, sizeOf } from './kernel.ts'

export const adam = () => [
  kernel<AdamStep>('AdamUpdate', (backend, { value, m, v, gradient }, step) => {
    const { learningRate, beta1, beta2, epsilon, correction1, correction2, gradientScale } = step
    const addresses = [value, m, v, gradient].map((tensor) => backend.address(tensor))
    const factors = [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, correction1, correction2, gradientScale]
    const args = [...addresses, learningRate, ...factors]
    backend.threads.run('adamUpdate', args, sizeOf(value), { grain: ELEMENT_GRAIN })
    return []
  }),
  kernel<{ weight: number }>('Lerp', (backend, { target, source }, { weight }) => {
    const addresses = [target, source].map((tensor) => backend.address(tensor))
    backend.threads.run('lerp', [...addresses, weight], sizeOf(target), { grain: ELEMENT_GRAIN })
    return []
  }),
]
