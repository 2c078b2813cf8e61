import { kernel } from './kernel.ts'

/** Images in a range of work that a thread takes at once. */
const IMAGES_PER_RANGE = 4

export const affineSample = () => [
  kernel<{ side: number }>('AffineSample', (backend, { image, matrix }, { side }) => {
    const [count, height] = image.shape
    const out = backend.allocate([count, side, side])
    const addresses = backend.addresses({ image, matrix, out })
    backend.threads.run('affineSample', { ...addresses, H: height, side }, count, { grain: IMAGES_PER_RANGE })
    return out
  }),
  kernel('AffineSampleGrad', (backend, { dy, image, matrix }) => {
    const [count, height] = image.shape
    const [dImage, dMatrix] = [backend.allocate(image.shape), backend.allocate(matrix.shape)]
    const addresses = backend.addresses({ dOut: dy, image, matrix, dImage, dMatrix })
    const sizes = { H: height, side: dy.shape[1] }
    backend.threads.run('affineSampleGrad', { ...addresses, ...sizes }, count, { grain: IMAGES_PER_RANGE })
    return [dImage, dMatrix]
  }),
]
