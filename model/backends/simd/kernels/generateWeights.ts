import type { Sum } from '../bucket.ts'
import { kernel } from './kernel.ts'
import { FEW_ROWS, PANEL, productOfFewRows, RANGES } from './matMul.ts'

/** Slices of theta's gradient to a thread, each summed by itself. */
const SLICES = 4
/** Rows packed together, and panels that a thread packs at once (assembly/gemm.ts). */
const BLOCK_ROWS = 256
const GROUP_PANELS = 16

/** The weights in panels, as the right-hand side of a product that sums over their rows. */
const packed = pack(false)
/** The same of the transposed weights. */
const packedTransposed = pack(true)

/** [panels, K, 16]: columns 16 p to 16 p + 15 of a [K, N] matrix beside one another, in blocks of 256 rows. */
function pack(transposed: boolean): Sum {
  return (backend, [{ tensors }], out) => {
    const [heads] = tensors
    const [rows, columns] = heads.shape
    const [panels, k] = out.shape
    const strides = transposed ? [4, 4 * columns] : [4 * columns, 4]
    const items = Math.ceil(k / BLOCK_ROWS) * Math.ceil(panels / GROUP_PANELS)
    const args = [backend.address(heads), ...strides, backend.address(out), transposed ? rows : columns, k]
    backend.threads.run('packPanels', args, items)
  }
}

export const generateWeights = () => [
  kernel<{ transposed: boolean }>('PackWeights', (backend, { heads }, { transposed }) => {
    const [k, n] = transposed ? heads.shape.toReversed() : heads.shape
    const shape = [Math.ceil(n / PANEL), k, PANEL]
    return backend.defer(shape, transposed ? packedTransposed : packed, [{ tensors: [heads] }])
  }),
  kernel('GenerateWeights', (backend, { h, heads, packed }) => {
    const [batch, k] = h.shape
    const n = heads.shape[1]
    const out = backend.allocate([batch, n])
    const left = [backend.address(h), 4 * k, 4]
    if (batch <= FEW_ROWS) {
      productOfFewRows(
        backend,
        [...left, backend.address(heads), 4 * n, backend.address(out), 4 * n],
        batch,
        n,
        k,
      )
    } else {
      const args = [...left, backend.address(packed), backend.address(out), 4 * n, batch, n, k]
      const panels = Math.ceil(n / PANEL)
      backend.threads.run('gemmPacked', args, panels, {
        grain: Math.ceil(panels / backend.threads.count / RANGES),
      })
    }
    return out
  }),
  kernel<{ hidden: number }>('GenerateWeightsGrad', (backend, { dTheta, packed }, { hidden }) => {
    const [batch, k] = dTheta.shape
    const { threads } = backend
    const chunk = BLOCK_ROWS * Math.ceil(k / BLOCK_ROWS / threads.count / SLICES)
    const slices = Math.ceil(k / chunk)
    const out = backend.allocate([batch, hidden])
    const partials = backend.allocate([slices, batch * hidden])
    const address = backend.address(partials)
    const left = [backend.address(dTheta), 4 * k, 4]
    threads.run(
      'gemmPackedSlices',
      [...left, backend.address(packed), address, batch, hidden, k, chunk],
      slices,
    )
    threads.run('sumColumns', [address, backend.address(out), slices, batch * hidden], 1)
    backend.disposeData(partials.dataId)
    return out
  }),
]
