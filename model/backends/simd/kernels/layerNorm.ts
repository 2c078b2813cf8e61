import { kernel } from './kernel.ts'

interface LayerNormAttrs {
  readonly epsilon: number
  readonly activation: 'elu' | 'none'
}

/** Rows a thread takes at once. */
const GRAIN = 64
/** Columns in one item of the kernels that sum over rows. */
export const COLUMN_GROUP = 4

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
    const [dx, dGamma, dBeta] = [dy, gamma, beta].map(({ shape }) => backend.allocate(shape))
    const dAffine = backend.allocate(dy.shape)
    const addresses = [dy, normalized, rstd, gamma, beta, dx, dAffine].map((tensor) =>
      backend.address(tensor),
    )
    const args = [...addresses, columns, activation === 'elu' ? 1 : 0]
    backend.threads.run('layerNormGrad', args, rows, { grain: GRAIN })
    const sums = [dAffine, normalized, dGamma, dBeta].map((tensor) => backend.address(tensor))
    const groups = Math.ceil(columns / COLUMN_GROUP)
    backend.threads.run('layerNormAffineGrad', [...sums, rows, columns], groups, { fixed: true })
    backend.disposeData(dAffine.dataId)
    return [dx, dGamma, dBeta]
  }),
]
