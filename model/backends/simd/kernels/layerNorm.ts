import { kernel } from './kernel.ts'
import { sumOverRows } from './sumOverRows.ts'

interface LayerNormAttrs {
  readonly epsilon: number
  readonly activation: 'elu' | 'none'
}

/** Rows in a range of work that a thread takes at once. */
const ROWS_PER_RANGE = 64

export const layerNorm = () => [
  kernel<LayerNormAttrs>('LayerNorm', (backend, { x, gamma, beta }, { epsilon, activation }) => {
    const [rows, columns] = x.shape
    const [y, normalized] = [backend.allocate(x.shape), backend.allocate(x.shape)]
    const rstd = backend.allocate([rows])
    const addresses = backend.addresses({ x, gamma, beta, y, normalized, rstd })
    const args = { ...addresses, columns, epsilon, elu: activation === 'elu' ? 1 : 0 }
    backend.threads.run('layerNorm', args, rows, { grain: ROWS_PER_RANGE })
    return [y, normalized, rstd]
  }),
  kernel<LayerNormAttrs>('LayerNormGrad', (backend, inputs, { activation }) => {
    const { dy, normalized, rstd, gamma, beta } = inputs
    const [rows, columns] = dy.shape
    const [dx, dAffine] = [backend.allocate(dy.shape), backend.allocate(dy.shape)]
    const addresses = backend.addresses({ dy, normalized, rstd, gamma, beta, dx, dAffine })
    const args = { ...addresses, columns, elu: activation === 'elu' ? 1 : 0 }
    backend.threads.run('layerNormGrad', args, rows, { grain: ROWS_PER_RANGE })
    const overRows = (...factors: (typeof dy)[]) =>
      backend.defer(gamma.shape, sumOverRows, [{ tensors: factors }])
    const gradients = [dx, overRows(dAffine, normalized), overRows(dAffine)]
    backend.disposeData(dAffine.dataId)
    return gradients
  }),
]
