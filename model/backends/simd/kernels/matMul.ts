import type * as tf from '@tensorflow/tfjs-core'
import { PANEL, SEGMENT } from '../assembly/constants.ts'
import { alike, type SimdBackend, type Sum, type Term } from '../backend.ts'
import type { KernelArguments } from '../kernelCalls.ts'
import { fillZeros, kernelOrCpu, sizeOf } from './kernel.ts'

/** Multiply-adds below which waking a thread costs more than it saves. */
const MIN_SHARED = 200_000
/** Ranges of columns for each thread: a thread that is done waits for the others to finish the range they are in. */
export const RANGES_PER_THREAD = 16
/** Up to this many rows of the left-hand side, the right-hand side is not worth packing. */
export const FEW_ROWS = 3

interface Transposed {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

/** One side of a product, in pieces along the summed axis: their addresses, and the bytes between rows and columns. */
interface Side {
  readonly addresses: readonly number[]
  readonly row: number
  readonly column: number
}

/** a b for [.., M, K] and [.., K, N] with equal batch shapes, either transposed. */
function batchMatMul(
  backend: SimdBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  attrs: Transposed,
): tf.TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
  const batchShape = a.shape.slice(0, -2)
  if (batchShape.join() !== b.shape.slice(0, -2).join()) return undefined
  const { m, n } = sizesOf(a, b, attrs)
  const shape = [...batchShape, m, n]
  const terms = [{ tensors: [a, b], attrs }]
  // a^T b is the gradient of weights, which may have been used several times.
  if (attrs.transposeA) return backend.defer(shape, sumOfProducts, terms)
  const out = backend.allocate(shape)
  sumOfProducts(backend, terms, out)
  return out
}

function sizesOf(a: tf.TensorInfo, b: tf.TensorInfo, { transposeA, transposeB }: Transposed) {
  const [rowsA, columnsA] = a.shape.slice(-2)
  const [rowsB, columnsB] = b.shape.slice(-2)
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
  return { m, n: transposeB ? rowsB : columnsB, k, columnsA, columnsB }
}

/** out = sum over terms (a, b) of a b. */
export const sumOfProducts: Sum = (backend, terms, out) => {
  let accumulate = false
  for (const group of alike(terms)) {
    addProducts(backend, group, out, accumulate)
    accumulate = true
  }
}

/** Writes the sum of the terms' products to `out`, or adds it; all terms have the same shapes. */
function addProducts(
  backend: SimdBackend,
  terms: readonly Term[],
  out: tf.TensorInfo,
  accumulate: boolean,
): void {
  const attrs = terms[0].attrs as Transposed
  const [a, b] = terms[0].tensors
  const { m, n, k, columnsA, columnsB } = sizesOf(a, b, attrs)
  const side = (index: 0 | 1, first: number, columns: number, transposed: boolean): Side => ({
    addresses: terms.map(({ tensors }) => backend.address(tensors[index]) + 4 * first),
    row: transposed ? 4 : 4 * columns,
    column: transposed ? 4 * columns : 4,
  })
  if (k === 0) {
    if (!accumulate) fillZeros(backend, out)
    return
  }
  for (let i = 0; i < sizeOf(out) / (m * n); i++) {
    const left = side(0, i * m * k, columnsA, attrs.transposeA)
    const right = side(1, i * k * n, columnsB, attrs.transposeB)
    product(backend, left, right, backend.address(out) + 4 * i * m * n, { m, n, k }, accumulate)
  }
}

function product(
  backend: SimdBackend,
  left: Side,
  right: Side,
  out: number,
  { m, n, k }: { m: number; n: number; k: number },
  accumulate: boolean,
): void {
  const { threads } = backend
  const pieces = left.addresses.length
  const isOne = pieces === 1 && !accumulate
  const sizes = { M: m, N: n, K: k }
  const rows = { rowA: left.row, colA: left.column, rowB: right.row, colB: right.column }
  const [A, B] = [left.addresses[0], right.addresses[0]]
  if (isOne && k > 8 * Math.max(m, n) && m * n * k > MIN_SHARED && threads.count > 1) {
    const chunk = Math.ceil(k / threads.count / 4) * 4
    const slices = Math.ceil(k / chunk)
    const partials = backend.allocate([slices, m * n])
    const address = backend.address(partials)
    threads.run('gemmSlices', { A, B, ...rows, partials: address, ...sizes, chunk }, slices)
    threads.run('sumColumns', { x: address, out, rows: slices, columns: m * n }, 1)
    backend.disposeData(partials.dataId)
    return
  }
  if (isOne && m <= FEW_ROWS && right.column === 4) {
    productOfFewRows(backend, { A, B, ...rows, C: out, rowC: 4 * n, ...sizes })
    return
  }
  const panels = Math.ceil(n / PANEL)
  const lists = backend.list([...left.addresses, ...right.addresses])
  const sides = { As: lists, Bs: lists + 4 * pieces, pieces, ...rows }
  const args = { ...sides, C: out, rowC: 4 * n, ...sizes, accumulate: accumulate ? 1 : 0 }
  const shared = Math.max(1, Math.ceil(panels / threads.count / RANGES_PER_THREAD))
  const grain = m * n * k * pieces < MIN_SHARED ? panels : shared
  threads.run('gemm', args, panels, { grain })
}

/** C = A B for few rows of A. */
export function productOfFewRows(backend: SimdBackend, args: KernelArguments<'gemmFewRows'>): void {
  const { M, N, K } = args
  const segments = Math.ceil(N / SEGMENT)
  const grain = M * N * K < MIN_SHARED ? segments : 1
  backend.threads.run('gemmFewRows', args, segments, { grain })
}

export const matMul = () => [
  kernelOrCpu<Transposed>('BatchMatMul', (backend, { a, b }, { transposeA, transposeB }) =>
    batchMatMul(backend, a, b, { transposeA, transposeB }),
  ),
]
