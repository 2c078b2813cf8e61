import { kernel } from './kernel.ts'
import { sumOfProducts } from './matMul.ts'
import { sumOverRows } from './sumOverRows.ts'

/** Rows in a range of work that a thread takes at once: fewer are done before another thread has woken. */
const ROWS_PER_RANGE = 128

export const hiddenLayer = () => [
  kernel<{ epsilon: number }>('HiddenLayer', (backend, { x, weight, bias, gamma, beta }, { epsilon }) => {
    const [rows, inputs] = x.shape
    const units = weight.shape[1]
    const [y, normalized] = [backend.allocate([rows, units]), backend.allocate([rows, units])]
    const rstd = backend.allocate([rows])
    const addresses = backend.addresses({ x, weight, bias, gamma, beta, y, normalized, rstd })
    backend.threads.run('hiddenLayer', { ...addresses, inputs, units, epsilon }, rows, {
      grain: ROWS_PER_RANGE,
    })
    return [y, normalized, rstd]
  }),
  kernel('HiddenLayerGrad', (backend, { dy, x, weight, gamma, beta, normalized, rstd }) => {
    const [inputs, units] = weight.shape
    const [dPre, dAffine, dx] = [dy, dy, x].map(({ shape }) => backend.allocate(shape))
    const read = backend.addresses({ dy, weight, normalized, rstd, gamma, beta })
    const args = { ...read, ...backend.addresses({ dPre, dAffine, dx }), inputs, units }
    backend.threads.run('hiddenLayerGrad', args, dy.shape[0], { grain: ROWS_PER_RANGE })
    // Every program uses the layer, so its gradients are summed over all of them at once.
    const attrs = { transposeA: true, transposeB: false }
    const dWeight = backend.defer(weight.shape, sumOfProducts, [{ tensors: [x, dPre], attrs }])
    const overRows = (...tensors: (typeof dy)[]) => backend.defer(gamma.shape, sumOverRows, [{ tensors }])
    const gradients = [dx, dWeight, overRows(dPre), overRows(dAffine, normalized), overRows(dAffine)]
    for (const { dataId } of [dPre, dAffine]) backend.disposeData(dataId)
    return gradients
  }),
]
