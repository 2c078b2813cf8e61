import { BLOCK_ROWS, GROUP_PANELS, PANEL } from '../assembly/constants.ts'
import type { Sum } from '../backend.ts'
import { kernel } from './kernel.ts'
import { FEW_ROWS, productOfFewRows, RANGES_PER_THREAD } from './matMul.ts'

/** Slices of theta's gradient for each thread. */
const SLICES_PER_THREAD = 4

/** The weights in panels, as the right-hand side of a product that sums over their rows. */
const packed = pack(false)
/** The same of the transposed weights. */
const packedTransposed = pack(true)

/** [panels, K, 16]: panel p has columns 16 p to 16 p + 15 of a [K, N] matrix, in blocks of 256 rows. */
function pack(transposed: boolean): Sum {
  return (backend, [{ tensors }], out) => {
    const [heads] = tensors
    const [rows, columns] = heads.shape
    const [panels, k] = out.shape
    const strides = transposed ? { rowB: 4, colB: 4 * columns } : { rowB: 4 * columns, colB: 4 }
    const items = Math.ceil(k / BLOCK_ROWS) * Math.ceil(panels / GROUP_PANELS)
    const addresses = backend.addresses({ B: heads, packed: out })
    const sizes = { N: transposed ? rows : columns, K: k }
    backend.threads.run('packPanels', { ...addresses, ...strides, ...sizes }, items)
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
    const args = {
      ...backend.addresses({ A: h, C: out }),
      rowA: 4 * k,
      colA: 4,
      rowC: 4 * n,
      M: batch,
      N: n,
      K: k,
    }
    if (batch <= FEW_ROWS) {
      productOfFewRows(backend, { ...args, B: backend.address(heads), rowB: 4 * n })
    } else {
      const panels = Math.ceil(n / PANEL)
      const grain = Math.ceil(panels / backend.threads.count / RANGES_PER_THREAD)
      backend.threads.run('gemmPacked', { ...args, packed: backend.address(packed) }, panels, { grain })
    }
    return out
  }),
  kernel<{ hidden: number }>('GenerateWeightsGrad', (backend, { dTheta, packed }, { hidden }) => {
    const [batch, k] = dTheta.shape
    const { threads } = backend
    const chunk = BLOCK_ROWS * Math.ceil(k / BLOCK_ROWS / threads.count / SLICES_PER_THREAD)
    const slices = Math.ceil(k / chunk)
    const out = backend.allocate([batch, hidden])
    const partials = backend.allocate([slices, batch * hidden])
    const addresses = backend.addresses({ A: dTheta, packed, partials })
    const sizes = { rowA: 4 * k, colA: 4, M: batch, N: hidden, K: k, chunk }
    threads.run('gemmPackedSlices', { ...addresses, ...sizes }, slices)
    const sums = backend.addresses({ x: partials, out })
    threads.run('sumColumns', { ...sums, rows: slices, columns: batch * hidden }, 1)
    backend.disposeData(partials.dataId)
    return out
  }),
]
