import type * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { kernelOrCpu } from './kernel.ts'

/** Columns of a packed panel (assembly/gemm.ts). */
const PANEL = 16
/** Multiply-adds below which waking a thread costs more than it saves. */
const SMALL = 200_000

/** One matrix of a product: where it lies, and the bytes between its rows and columns. */
interface Matrix {
  readonly address: number
  readonly row: number
  readonly column: number
}

/** a b for [.., M, K] and [.., K, N] with equal batch shapes, either transposed. */
function batchMatMul(
  backend: SimdBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
  const batchShape = a.shape.slice(0, -2)
  if (batchShape.join() !== b.shape.slice(0, -2).join()) return undefined
  const [rowsA, columnsA] = a.shape.slice(-2)
  const [rowsB, columnsB] = b.shape.slice(-2)
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
  const n = transposeB ? rowsB : columnsB
  const out = backend.allocate([...batchShape, m, n])
  const count = batchShape.reduce((x, y) => x * y, 1)
  for (let i = 0; i < count; i++) {
    const left = matrix(backend.address(a) + 4 * i * m * k, columnsA, transposeA)
    const right = matrix(backend.address(b) + 4 * i * k * n, columnsB, transposeB)
    product(backend, left, right, backend.address(out) + 4 * i * m * n, m, n, k)
  }
  return out
}

const matrix = (address: number, columns: number, transposed: boolean): Matrix =>
  transposed ? { address, row: 4, column: 4 * columns } : { address, row: 4 * columns, column: 4 }

function product(
  backend: SimdBackend,
  a: Matrix,
  b: Matrix,
  out: number,
  m: number,
  n: number,
  k: number,
): void {
  const { threads } = backend
  const panels = Math.ceil(n / PANEL)
  const left = [a.address, a.row, a.column]
  const right = [b.address, b.row, b.column]
  if (k > 8 * Math.max(m, n) && m * n * k > SMALL && threads.count > 1) {
    const chunk = Math.ceil(k / threads.count / 4) * 4
    const slices = Math.ceil(k / chunk)
    const partials = backend.allocate([slices, m * n])
    const address = backend.address(partials)
    threads.run('gemmSlices', [...left, ...right, address, m, n, k, chunk], slices, { grain: 1 })
    threads.kernels.sumColumns(address, out, slices, m * n, 0, 1)
    backend.disposeData(partials.dataId)
    return
  }
  const grain = m * n * k < SMALL ? panels : Math.max(1, Math.ceil(panels / threads.count / 8))
  threads.run('gemm', [...left, ...right, out, 4 * n, m, n, k, 0], panels, { grain })
}

export const matMul = () => [
  kernelOrCpu<{ transposeA: boolean; transposeB: boolean }>(
    'BatchMatMul',
    (backend, { a, b }, { transposeA, transposeB }) => batchMatMul(backend, a, b, transposeA, transposeB),
  ),
]
