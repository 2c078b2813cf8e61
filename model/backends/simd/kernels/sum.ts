import * as tf from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend.ts'
import { ELEMENTS_PER_RANGE, kernel, kernelOrCpu, listBlocks, sizeOf } from './kernel.ts'

/** Sum over adjacent axes: x is treated as [outer, summed, inner]. */
function sum(
  backend: SimdBackend,
  x: tf.TensorInfo,
  axis: number[],
  keepDims: boolean,
): tf.TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined
  const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b)
  const adjacent = axes.every((a, i) => a === axes[0] + i)
  if (!adjacent || axes.length === 0) return undefined
  const product = (shape: number[]) => shape.reduce((a, b) => a * b, 1)
  const outer = product(x.shape.slice(0, axes[0]))
  const inner = product(x.shape.slice(axes[0] + axes.length))
  const summed = product(x.shape.slice(axes[0], axes[0] + axes.length))
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
  const out = backend.allocate(keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i)))
  if (outer === 1 && inner === 1) total(backend, 'numbers', [[x, x]], out)
  else sumInto(backend, backend.address(x), backend.address(out), outer, summed, inner)
  return out
}

function sumInto(
  backend: SimdBackend,
  x: number,
  out: number,
  outer: number,
  summed: number,
  inner: number,
): void {
  const { threads } = backend
  if (inner === 1) {
    const grain = Math.ceil(ELEMENTS_PER_RANGE / summed)
    threads.run('sumRows', { x, out, columns: summed }, outer, { grain })
    return
  }
  if (
    outer === 1 &&
    threads.count > 1 &&
    summed * inner > 2 * ELEMENTS_PER_RANGE &&
    summed >= threads.count
  ) {
    const chunk = Math.ceil(summed / threads.count)
    const slices = Math.ceil(summed / chunk)
    const partials = backend.allocate([slices, inner])
    const address = backend.address(partials)
    threads.run('sumColumnSlices', { x, out: address, rows: summed, columns: inner, chunk }, slices)
    threads.run('sumColumns', { x: address, out, rows: slices, columns: inner }, 1)
    backend.disposeData(partials.dataId)
    return
  }
  const grain = Math.ceil(ELEMENTS_PER_RANGE / (summed * inner))
  threads.run('sumColumns', { x, out, rows: summed, columns: inner }, outer, { grain })
}

/** What a sum over all numbers adds up, by the kind that assembly/reduce.ts gives it. */
const SUMMED = { numbers: 0, squares: 1, squaredDifferences: 2 }

/**
 * Writes a sum over all numbers of pairs of tensors (the second is used for differences only), divided by `size`. It is
 * computed in float64, and its slices do not depend on the number of threads, so neither does the sum.
 */
function total(
  backend: SimdBackend,
  of: keyof typeof SUMMED,
  pairs: readonly (readonly [tf.TensorInfo, tf.TensorInfo])[],
  out: tf.TensorInfo,
  size = 1,
): tf.TensorInfo {
  const [slices, count] = listBlocks(backend, pairs)
  const partials = backend.allocate([2 * count])
  const sums = backend.address(partials)
  backend.threads.run('sumSlices', { slices, kind: SUMMED[of], sums }, count)
  backend.threads.run('meanOfSums', { sums, count, size, out: backend.address(out) }, 1)
  backend.disposeData(partials.dataId)
  return out
}

export const sums = () => [
  kernelOrCpu<{ axis: number[]; keepDims: boolean }>('Sum', (backend, { x }, { axis, keepDims }) =>
    sum(backend, x, axis, keepDims),
  ),
  kernel('SumSquares', (backend, tensors) =>
    total(
      backend,
      'squares',
      Object.values(tensors).map((x) => [x, x]),
      backend.allocate([]),
    ),
  ),
  kernel('MeanSquaredError', (backend, { a, b }) =>
    total(backend, 'squaredDifferences', [[a, b]], backend.allocate([]), sizeOf(a)),
  ),
  kernel('MeanSquaredErrorGrad', (backend, { dy, a, b }) => {
    const d = backend.allocate(a.shape)
    const args = { ...backend.addresses({ a, b, dy, d }), size: sizeOf(a) }
    backend.threads.run('squaredDifferenceGrad', args, sizeOf(a), { grain: ELEMENTS_PER_RANGE })
    return d
  }),
]
