import { kernel } from './kernel.ts'
import { sumOfProducts } from './matMul.ts'
import { sumOverRows } from './sumOverRows.ts'

/** Rows a thread takes at once: fewer are done before another would have woken. */
const GRAIN = 128

export const hiddenLayer = () => [
  kernel<{ epsilon: number }>('HiddenLayer', (backend, { x, weight, bias, gamma, beta }, { epsilon }) => {
    const [rows, inputs] = x.shape
    const units = weight.shape[1]
    const outputs = [[rows, units], [rows, units], [rows]].map((shape) => backend.allocate(shape))
    const addresses = [x, weight, bias, gamma, beta, ...outputs].map((tensor) => backend.address(tensor))
    backend.threads.run('hiddenLayer', [...addresses, inputs, units, epsilon], rows, { grain: GRAIN })
    return outputs
  }),
  kernel('HiddenLayerGrad', (backend, { dy, x, weight, gamma, beta, normalized, rstd }) => {
    const [inputs, units] = weight.shape
    const [dPre, dAffine, dx] = [dy, dy, x].map(({ shape }) => backend.allocate(shape))
    const tensors = [dy, weight, normalized, rstd, gamma, beta, dPre, dAffine, dx]
    const addresses = tensors.map((tensor) => backend.address(tensor))
    backend.threads.run('hiddenLayerGrad', [...addresses, inputs, units], dy.shape[0], { grain: GRAIN })
    // The layer is used by every program: its gradients are summed over all of them at once.
    const attrs = { transposeA: true, transposeB: false }
    const dWeight = backend.defer(weight.shape, sumOfProducts, [{ tensors: [x, dPre], attrs }])
    const overRows = (...tensors: (typeof dy)[]) => backend.defer(gamma.shape, sumOverRows, [{ tensors }])
    const gradients = [dx, dWeight, overRows(dPre), overRows(dAffine, normalized), overRows(dAffine)]
    for (const { dataId } of [dPre, dAffine]) backend.disposeData(dataId)
    return gradients
  }),
]
