import type * as tf from '@tensorflow/tfjs-core'
import type { BatchNormAttrs } from '../../../ops/batchNorm.ts'
import type { SimdBackend } from '../backend.ts'
import { kernel, sizeOf } from './kernel.ts'

/** Rows a thread takes at once: few enough for its L1 cache, and for sums in float32 to keep their accuracy. */
const CHUNK = 256

const slicesOf = (rows: number) => Math.ceil(rows / CHUNK)

/** Rows and columns of x [.., C]. */
function matrixOf(x: tf.TensorInfo): [number, number] {
  const columns = x.shape[x.shape.length - 1]
  return [sizeOf(x) / columns, columns]
}

/** What the sum is raised to: see assembly/batchNorm.ts. */
const floorOf = ({ relu }: BatchNormAttrs) => (relu ? 0 : Number.NEGATIVE_INFINITY)

/** Writes mean and variance of x. */
function moments(backend: SimdBackend, x: tf.TensorInfo, mean: tf.TensorInfo, variance: tf.TensorInfo): void {
  const { threads } = backend
  const [rows, columns] = matrixOf(x)
  const slices = slicesOf(rows)
  const partials = backend.allocate([slices, 2, columns])
  const sizes = [rows, columns, CHUNK]
  threads.run('batchNormMoments', [backend.address(x), backend.address(partials), ...sizes], slices)
  const addresses = [partials, mean, variance].map((tensor) => backend.address(tensor))
  threads.run('batchNormStatistics', [...addresses, ...sizes], columns, { grain: columns })
  backend.disposeData(partials.dataId)
}

/** y of given statistics. */
function normalize(
  backend: SimdBackend,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attrs: BatchNormAttrs,
): tf.TensorInfo {
  const { x, residual, gamma, beta, mean, variance } = inputs
  const [rows, columns] = matrixOf(x)
  const y = backend.allocate(x.shape)
  const [from, ...others] = [x, gamma, beta, mean, variance, y].map((tensor) => backend.address(tensor))
  const addresses = [from, residual ? backend.address(residual) : 0, ...others]
  backend.threads.run('batchNorm', [...addresses, columns, attrs.epsilon, floorOf(attrs)], rows, {
    grain: CHUNK,
  })
  return y
}

function gradient(
  backend: SimdBackend,
  { dy, x, gamma, y, mean, variance }: Readonly<Record<string, tf.TensorInfo>>,
  attrs: BatchNormAttrs,
): tf.TensorInfo[] {
  const { threads } = backend
  const [rows, columns] = matrixOf(x)
  const [slices, floor] = [slicesOf(rows), floorOf(attrs)]
  const at = (tensor: tf.TensorInfo) => backend.address(tensor)
  const sums = backend.allocate([2, slices, columns])
  const sizes = [rows, columns, CHUNK, attrs.epsilon, floor]
  threads.run('batchNormSums', [...[dy, y, x, mean, variance, sums].map(at), ...sizes], slices)
  const [dGamma, dBeta] = [backend.allocate([columns]), backend.allocate([columns])]
  threads.run('sumColumns', [at(sums), at(dBeta), slices, columns], 1)
  threads.run('sumColumns', [at(sums) + 4 * slices * columns, at(dGamma), slices, columns], 1)
  backend.disposeData(sums.dataId)
  const dx = backend.allocate(x.shape)
  const dResidual = attrs.hasResidual ? [backend.allocate(x.shape)] : []
  const addresses = [dy, y, x, gamma, mean, variance, dGamma, dBeta, dx].map(at)
  const args = [
    ...addresses,
    dResidual.length > 0 ? at(dResidual[0]) : 0,
    rows,
    columns,
    attrs.epsilon,
    floor,
  ]
  threads.run('batchNormGrad', args, rows, { grain: CHUNK })
  return [dx, dGamma, dBeta, ...dResidual]
}

export const batchNorm = () => [
  kernel<BatchNormAttrs>('BatchNormTrain', (backend, inputs, attrs) => {
    const [mean, variance] = [0, 1].map(() => backend.allocate(inputs.gamma.shape))
    moments(backend, inputs.x, mean, variance)
    return [normalize(backend, { ...inputs, mean, variance }, attrs), mean, variance]
  }),
  kernel<BatchNormAttrs>('BatchNorm', normalize),
  kernel<BatchNormAttrs>('BatchNormTrainGrad', gradient),
]
