import { kernel } from './kernel.ts'
import { sumOverRows } from './sumOverRows.ts'

interface LayerNormAttrs {
  readonly epsilon: number
  readonly activation: 'elu' | 'none'
}

/** Rows a thread takes at once. */
const GRAIN = 64

export const layerNorm = () => [
  kernel<LayerNormAttrs>('LayerNorm', (backend, { x, gamma, beta }, { epsilon, activation }) => {
    const [rows, columns] = x.shape
    const outputs = [backend.allocate(x.shape), backend.allocate(x.shape), backend.allocate([rows])]
    const addresses = [x, gamma, beta, ...outputs].map((tensor) => backend.address(tensor))
    const args = [...addresses, columns, epsilon, activation === 'elu' ? 1 : 0]
    backend.threads.run('layerNorm', args, rows, { grain: GRAIN })
    return outputs
  }),
  kernel<LayerNormAttrs>('LayerNormGrad', (backend, inputs, { activation }) => {
    const { dy, normalized, rstd, gamma, beta } = inputs
    const [rows, columns] = dy.shape
    const [dx, dAffine] = [backend.allocate(dy.shape), backend.allocate(dy.shape)]
    const tensors = [dy, normalized, rstd, gamma, beta, dx, dAffine]
    const addresses = tensors.map((tensor) => backend.address(tensor))
    const args = [...addresses, columns, activation === 'elu' ? 1 : 0]
    backend.threads.run('layerNormGrad', args, rows, { grain: GRAIN })
    const overRows = (...factors: (typeof dy)[]) =>
      backend.defer(gamma.shape, sumOverRows, [{ tensors: factors }])
    const gradients = [dx, overRows(dAffine, normalized), overRows(dAffine)]
    backend.disposeData(dAffine.dataId)
    return gradients
  }),
]
