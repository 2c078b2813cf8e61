import { kernel } from './kernel.ts'

/** Images a thread takes at once. */
const GRAIN = 4

export const affineSample = () => [
  kernel<{ side: number }>('AffineSample', (backend, { image, matrix }, { side }) => {
    const [count, height] = image.shape
    const out = backend.allocate([count, side, side])
    const addresses = [image, matrix, out].map((tensor) => backend.address(tensor))
    backend.threads.run('affineSample', [...addresses, height, side], count, { grain: GRAIN })
    return out
  }),
  kernel('AffineSampleGrad', (backend, { dy, image, matrix }) => {
    const [count, height] = image.shape
    const gradients = [backend.allocate(image.shape), backend.allocate(matrix.shape)]
    const addresses = [dy, image, matrix, ...gradients].map((tensor) => backend.address(tensor))
    backend.threads.run('affineSampleGrad', [...addresses, height, dy.shape[1]], count, { grain: GRAIN })
    return gradients
  }),
]
