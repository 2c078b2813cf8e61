import type * as tf from '@tensorflow/tfjs-core'
import type { BatchNormAttrs } from '../../../ops/batchNorm.ts'
import type { SimdBackend } from '../backend.ts'
import { kernel, sizeOf } from './kernel.ts'

/** Rows in a slice: few enough for a thread's L1 cache, and for sums in float32 to keep their accuracy. */
const ROWS_PER_SLICE = 256

const slicesOf = (rows: number) => Math.ceil(rows / ROWS_PER_SLICE)

/** Rows and columns of x [.., C]. */
function matrixOf(x: tf.TensorInfo): [number, number] {
  const columns = x.shape[x.shape.length - 1]
  return [sizeOf(x) / columns, columns]
}

/** The lower limit of the result: see assembly/batchNorm.ts. */
const floorOf = ({ relu }: BatchNormAttrs) => (relu ? 0 : Number.NEGATIVE_INFINITY)

/** Writes mean and variance of x. */
function findStatistics(
  backend: SimdBackend,
  x: tf.TensorInfo,
  mean: tf.TensorInfo,
  variance: tf.TensorInfo,
): void {
  const { threads } = backend
  const [rows, columns] = matrixOf(x)
  const slices = slicesOf(rows)
  const moments = backend.allocate([slices, 2, columns])
  const sizes = { rows, columns, chunk: ROWS_PER_SLICE }
  threads.run('batchNormMoments', { ...backend.addresses({ x, moments }), ...sizes }, slices)
  const addresses = backend.addresses({ moments, mean, variance })
  threads.run('batchNormStatistics', { ...addresses, ...sizes }, columns, { grain: columns })
  backend.disposeData(moments.dataId)
}

/** The normalised y, by given statistics. */
function normalize(
  backend: SimdBackend,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attrs: BatchNormAttrs,
): tf.TensorInfo {
  const { x, residual, gamma, beta, mean, variance } = inputs
  const [rows, columns] = matrixOf(x)
  const y = backend.allocate(x.shape)
  const addresses = backend.addresses({ x, residual, gamma, beta, mean, variance, y })
  const settings = { columns, epsilon: attrs.epsilon, floor: floorOf(attrs) }
  backend.threads.run('batchNorm', { ...addresses, ...settings }, rows, { grain: ROWS_PER_SLICE })
  return y
}

function gradient(
  backend: SimdBackend,
  { dy, x, gamma, y, mean, variance }: Readonly<Record<string, tf.TensorInfo>>,
  attrs: BatchNormAttrs,
): tf.TensorInfo[] {
  const { threads } = backend
  const [rows, columns] = matrixOf(x)
  const slices = slicesOf(rows)
  const settings = { rows, columns, epsilon: attrs.epsilon, floor: floorOf(attrs) }
  const sums = backend.allocate([2, slices, columns])
  const read = backend.addresses({ dy, y, x, mean, variance })
  const at = backend.address(sums)
  threads.run('batchNormSums', { ...read, sums: at, ...settings, chunk: ROWS_PER_SLICE }, slices)
  const [dGamma, dBeta] = [backend.allocate([columns]), backend.allocate([columns])]
  const total = (from: number, out: tf.TensorInfo) =>
    threads.run('sumColumns', { x: from, out: backend.address(out), rows: slices, columns }, 1)
  total(at, dBeta)
  total(at + 4 * slices * columns, dGamma)
  backend.disposeData(sums.dataId)
  const dx = backend.allocate(x.shape)
  const dResidual = attrs.hasResidual ? backend.allocate(x.shape) : undefined
  const others = backend.addresses({ gamma, dGamma, dBeta, dx, dResidual })
  threads.run('batchNormGrad', { ...read, ...others, ...settings }, rows, { grain: ROWS_PER_SLICE })
  return [dx, dGamma, dBeta, ...(dResidual ? [dResidual] : [])]
}

export const batchNorm = () => [
  kernel<BatchNormAttrs>('BatchNormTrain', (backend, inputs, attrs) => {
    const [mean, variance] = [0, 1].map(() => backend.allocate(inputs.gamma.shape))
    findStatistics(backend, inputs.x, mean, variance)
    return [normalize(backend, { ...inputs, mean, variance }, attrs), mean, variance]
  }),
  kernel<BatchNormAttrs>('BatchNorm', normalize),
  kernel<BatchNormAttrs>('BatchNormTrainGrad', gradient),
]
