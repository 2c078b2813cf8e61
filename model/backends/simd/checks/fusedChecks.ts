import { EPSILON } from '../../../ops/programConstants.ts'
import { callKernel, type Kernels } from '../kernelCalls.ts'
import { addressesOf, type Block, type CheckBlocks, type KernelCheck } from './check.ts'

/** More than one vector, and a remainder. */
const COLUMNS = 21
/** More than one block of a sum over rows. */
const ROWS = 70
/** Rows for kernels that work row by row. */
const LINES = 3
/** Sides of the sampler's image and of its output, px. */
const SIDES = [5, 9]
/** Step of a central difference in float64, whose error is then near 1e-10. */
const STEP = 1e-5

type Numbers = ArrayLike<number>

const elu = (x: number) => (x > 0 ? x : Math.expm1(x))

/** (x - mean) / sqrt(variance + 1e-5) with the mean and biased variance of the numbers. */
function normalized(x: readonly number[]): { y: number[]; mean: number; variance: number } {
  const mean = x.reduce((a, b) => a + b, 0) / x.length
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length
  return { y: x.map((v) => (v - mean) / Math.sqrt(variance + EPSILON)), mean, variance }
}

const row = (x: Numbers, r: number) => Array.from({ length: COLUMNS }, (_, c) => x[r * COLUMNS + c])
const column = (x: Numbers, c: number) => Array.from({ length: ROWS }, (_, r) => x[r * COLUMNS + c])

function layerNormed(x: Numbers, gamma: Numbers, beta: Numbers): number[] {
  const lines = Array.from({ length: LINES }, (_, r) => normalized(row(x, r)).y)
  return lines.flatMap((line) => line.map((n, c) => elu(n * gamma[c] + beta[c])))
}

/** An image sampled through a matrix, zeros outside. */
function sampled(image: Numbers, m: Numbers): number[] {
  const [height, side] = SIDES
  const pixel = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < height && y < height ? image[y * height + x] : 0
  return Array.from({ length: side * side }, (_, i) => {
    const [u, v] = [i % side, Math.floor(i / side)].map((at) => (2 * at) / (side - 1) - 1)
    const [x, y] = [0, 3].map((k) => ((m[k] * u + m[k + 1] * v + m[k + 2] + 1) * (height - 1)) / 2)
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const line = (at: number) => pixel(left, at) * (left + 1 - x) + pixel(left + 1, at) * (x - left)
    return line(top) * (top + 1 - y) + line(top + 1) * (y - top)
  })
}

/**
 * The slope of sum(weights f(inputs)) along a random direction, by the gradients and by a central difference of f
 * itself: any wrong number in a gradient shifts the slope.
 */
function slopes(
  { numbers }: CheckBlocks,
  inputs: readonly Block[],
  gradients: readonly Block[],
  weights: Block,
  f: (...inputs: Numbers[]) => readonly number[],
): readonly [Float32Array, number[]] {
  const directions = inputs.map(({ values }) => numbers(values.length).values)
  const claimed = gradients.reduce((sum, { values }, k) => sum + dot(values, directions[k]), 0)
  const at = (step: number) => {
    const moved = inputs.map(({ values }, k) => Array.from(values, (v, i) => v + step * directions[k][i]))
    return dot(weights.values, f(...moved))
  }
  return [Float32Array.of(claimed), [(at(STEP) - at(-STEP)) / (2 * STEP)]]
}

/** Scalar product in float64. */
function dot(a: Numbers, b: Numbers): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

const joined = (...blocks: Block[]) => Float32Array.from(blocks.flatMap(({ values }) => [...values]))

function layerNormArguments<Name extends string>(blocks: Record<Name, Block>) {
  return { ...addressesOf(blocks), columns: COLUMNS, epsilon: EPSILON, elu: 1 }
}

const layerNorm: readonly KernelCheck[] = [
  {
    kernel: 'layerNorm',
    run: (kernels, { numbers, zeros }) => {
      const [x, gamma, beta] = [numbers(LINES * COLUMNS), numbers(COLUMNS), numbers(COLUMNS)]
      const [y, n, rstd] = [zeros(LINES * COLUMNS), zeros(LINES * COLUMNS), zeros(LINES)]
      callKernel(
        kernels,
        'layerNorm',
        layerNormArguments({ x, gamma, beta, y, normalized: n, rstd }),
        0,
        LINES,
      )
      const lines = Array.from({ length: LINES }, (_, r) => normalized(row(x.values, r)))
      const scales = lines.map(({ variance }) => 1 / Math.sqrt(variance + EPSILON))
      const expected = [
        layerNormed(x.values, gamma.values, beta.values),
        lines.flatMap((line) => line.y),
        scales,
      ]
      return [joined(y, n, rstd), expected.flat()]
    },
  },
  {
    kernel: 'layerNormGrad',
    run: (kernels, blocks) => {
      const { numbers, zeros } = blocks
      const [x, gamma, beta] = [numbers(LINES * COLUMNS), numbers(COLUMNS), numbers(COLUMNS)]
      const [y, n, dx, dAffine] = [0, 1, 2, 3].map(() => zeros(LINES * COLUMNS))
      const [rstd, dGamma, dBeta] = [zeros(LINES), zeros(COLUMNS), zeros(COLUMNS)]
      const dy = numbers(LINES * COLUMNS)
      callKernel(
        kernels,
        'layerNorm',
        layerNormArguments({ x, gamma, beta, y, normalized: n, rstd }),
        0,
        LINES,
      )
      const addresses = addressesOf({ dy, normalized: n, rstd, gamma, beta, dx, dAffine })
      callKernel(kernels, 'layerNormGrad', { ...addresses, columns: COLUMNS, elu: 1 }, 0, LINES)
      for (let i = 0; i < LINES * COLUMNS; i++) {
        dGamma.values[i % COLUMNS] += dAffine.values[i] * n.values[i]
        dBeta.values[i % COLUMNS] += dAffine.values[i]
      }
      return slopes(blocks, [x, gamma, beta], [dx, dGamma, dBeta], dy, layerNormed)
    },
  },
]

const UNITS = COLUMNS
const INPUTS = 6

/** elu(layerNorm(x W + bias)) of LINES rows. */
function hidden(x: Numbers, weight: Numbers, bias: Numbers, gamma: Numbers, beta: Numbers): number[] {
  const pre = Array.from({ length: LINES * UNITS }, (_, i) => {
    const [r, u] = [Math.floor(i / UNITS), i % UNITS]
    const products = Array.from({ length: INPUTS }, (_, k) => x[r * INPUTS + k] * weight[k * UNITS + u])
    return products.reduce((a, b) => a + b, bias[u])
  })
  return layerNormed(pre, gamma, beta)
}

const hiddenLayer: readonly KernelCheck[] = (['hiddenLayer', 'hiddenLayerGrad'] as const).map((kernel) => ({
  kernel,
  run: (kernels, blocks) => {
    const { numbers, zeros } = blocks
    const inputs = [LINES * INPUTS, INPUTS * UNITS, UNITS, UNITS, UNITS].map(numbers)
    const [x, weight, bias, gamma, beta] = inputs
    const [y, n, dPre, dAffine] = [0, 1, 2, 3].map(() => zeros(LINES * UNITS))
    const [rstd, dx, dy] = [zeros(LINES), zeros(LINES * INPUTS), numbers(LINES * UNITS)]
    const sizes = { inputs: INPUTS, units: UNITS }
    const layer = addressesOf({ x, weight, bias, gamma, beta, y, normalized: n, rstd })
    callKernel(kernels, 'hiddenLayer', { ...layer, ...sizes, epsilon: EPSILON }, 0, LINES)
    const of = (...moved: Numbers[]) => hidden(moved[0], weight.values, moved[1], gamma.values, beta.values)
    if (kernel === 'hiddenLayer') {
      return [y.values, hidden(x.values, weight.values, bias.values, gamma.values, beta.values)]
    }
    const gradients = addressesOf({ dy, dPre, dAffine, dx })
    callKernel(kernels, 'hiddenLayerGrad', { ...layer, ...gradients, ...sizes }, 0, LINES)
    const dBias = zeros(UNITS)
    dBias.values.set(
      dBias.values.map((_, u) => [0, 1, 2].reduce((s, r) => s + dPre.values[r * UNITS + u], 0)),
    )
    return slopes(blocks, [x, bias], [dx, dBias], dy, of)
  },
}))

/** Rows of a slice of batch norm's sums: the last slice is shorter. */
const CHUNK = 32
const SLICES = Math.ceil(ROWS / CHUNK)

/** relu(batchNorm(x) + residual), training and its gradients, kernel by kernel. */
function batchNormKernels(kernels: Kernels, { numbers, zeros }: CheckBlocks) {
  const inputs = [numbers(ROWS * COLUMNS), numbers(COLUMNS), numbers(COLUMNS), numbers(ROWS * COLUMNS)]
  const [x, gamma, beta, residual] = inputs
  const [moments, mean, variance] = [zeros(2 * SLICES * COLUMNS), zeros(COLUMNS), zeros(COLUMNS)]
  const [y, dx, dResidual] = [0, 1, 2].map(() => zeros(ROWS * COLUMNS))
  const [dy, sums, dGamma, dBeta] = [
    numbers(ROWS * COLUMNS),
    zeros(2 * SLICES * COLUMNS),
    zeros(COLUMNS),
    zeros(COLUMNS),
  ]
  const sizes = { rows: ROWS, columns: COLUMNS, chunk: CHUNK }
  const settings = { epsilon: EPSILON, floor: 0 }
  const layer = addressesOf({ x, residual, gamma, beta, moments, mean, variance, y })
  callKernel(kernels, 'batchNormMoments', { ...layer, ...sizes }, 0, SLICES)
  callKernel(kernels, 'batchNormStatistics', { ...layer, ...sizes }, 0, COLUMNS)
  callKernel(kernels, 'batchNorm', { ...layer, ...sizes, ...settings }, 0, ROWS)
  const received = addressesOf({ dy, sums })
  callKernel(kernels, 'batchNormSums', { ...layer, ...received, ...sizes, ...settings }, 0, SLICES)
  for (let i = 0; i < SLICES * COLUMNS; i++) {
    dBeta.values[i % COLUMNS] += sums.values[i]
    dGamma.values[i % COLUMNS] += sums.values[SLICES * COLUMNS + i]
  }
  const gradients = addressesOf({ dGamma, dBeta, dx, dResidual })
  callKernel(
    kernels,
    'batchNormGrad',
    { ...layer, ...received, ...gradients, ...sizes, ...settings },
    0,
    ROWS,
  )
  return { inputs, moments, mean, variance, y, dy, gradients: [dx, dGamma, dBeta, dResidual] }
}

function batchNormed(x: Numbers, gamma: Numbers, beta: Numbers, residual: Numbers): number[] {
  const columns = Array.from({ length: COLUMNS }, (_, c) => normalized(column(x, c)).y)
  return Array.from({ length: ROWS * COLUMNS }, (_, i) => {
    const [r, c] = [Math.floor(i / COLUMNS), i % COLUMNS]
    return Math.max(0, columns[c][r] * gamma[c] + beta[c] + residual[i])
  })
}

const batchNorm: readonly KernelCheck[] = [
  {
    kernel: 'batchNormMoments',
    run: (kernels, blocks) => {
      const { inputs, moments } = batchNormKernels(kernels, blocks)
      const expected = Array.from({ length: SLICES }, (_, s) => {
        const each = Array.from({ length: COLUMNS }, (_, c) => {
          const rows = column(inputs[0].values, c).slice(s * CHUNK, (s + 1) * CHUNK)
          return { ...normalized(rows), count: rows.length }
        })
        return [...each.map(({ mean }) => mean), ...each.map(({ variance, count }) => variance * count)]
      })
      return [moments.values, expected.flat()]
    },
  },
  {
    kernel: 'batchNormStatistics',
    run: (kernels, blocks) => {
      const { inputs, mean, variance } = batchNormKernels(kernels, blocks)
      const columns = Array.from({ length: COLUMNS }, (_, c) => normalized(column(inputs[0].values, c)))
      const expected = [columns.map((each) => each.mean), columns.map((each) => each.variance)]
      return [joined(mean, variance), expected.flat()]
    },
  },
  {
    kernel: 'batchNorm',
    run: (kernels, blocks) => {
      const { inputs, y } = batchNormKernels(kernels, blocks)
      const [x, gamma, beta, residual] = inputs.map(({ values }) => values)
      return [y.values, batchNormed(x, gamma, beta, residual)]
    },
  },
  ...(['batchNormSums', 'batchNormGrad'] as const).map(
    (kernel): KernelCheck => ({
      kernel,
      run: (kernels, blocks) => {
        const { inputs, dy, gradients } = batchNormKernels(kernels, blocks)
        return slopes(blocks, inputs, gradients, dy, batchNormed)
      },
    }),
  ),
]

/** A matrix whose samples reach a little beyond the image. */
function matrixBlock(numbers: CheckBlocks['numbers']): Block {
  const matrix = numbers(6)
  matrix.values.forEach((v, i) => {
    matrix.values[i] = 0.3 * v + (i === 0 || i === 4 ? 1.1 : 0)
  })
  return matrix
}

const sampler: readonly KernelCheck[] = [
  {
    kernel: 'affineSample',
    run: (kernels, { numbers, zeros }) => {
      const [height, side] = SIDES
      const [image, matrix, out] = [numbers(height ** 2), matrixBlock(numbers), zeros(side ** 2)]
      callKernel(kernels, 'affineSample', { ...addressesOf({ image, matrix, out }), H: height, side }, 0, 1)
      return [out.values, sampled(image.values, matrix.values)]
    },
  },
  {
    kernel: 'affineSampleGrad',
    run: (kernels, blocks) => {
      const { numbers, zeros } = blocks
      const [height, side] = SIDES
      const [image, matrix, dOut] = [numbers(height ** 2), matrixBlock(numbers), numbers(side ** 2)]
      const [dImage, dMatrix] = [zeros(height ** 2), zeros(6)]
      const addresses = addressesOf({ dOut, image, matrix, dImage, dMatrix })
      callKernel(kernels, 'affineSampleGrad', { ...addresses, H: height, side }, 0, 1)
      return slopes(blocks, [image, matrix], [dImage, dMatrix], dOut, sampled)
    },
  },
]

const updates: readonly KernelCheck[] = [
  {
    kernel: 'adamUpdate',
    run: (kernels, { numbers, list }) => {
      const [value, m, v, gradient] = [0, 1, 2, 3].map(() => numbers(COLUMNS))
      v.values.set(v.values.map(Math.abs))
      const [rate, b1, b2, epsilon, c1, c2, scale] = [0.01, 0.9, 0.99, 1e-8, 0.3, 0.2, 0.5]
      const before = [value, m, v].map(({ values }) => Array.from(values))
      const g = Array.from(gradient.values, (each) => each * scale)
      const m1 = before[1].map((each, i) => b1 * each + (1 - b1) * g[i])
      const v1 = before[2].map((each, i) => b2 * each + (1 - b2) * g[i] ** 2)
      const moved = before[0].map((each, i) => each - (rate * m1[i]) / c1 / (Math.sqrt(v1[i] / c2) + epsilon))
      const blocks = list(...[value, m, v, gradient].map(({ address }) => address), COLUMNS)
      const factors = { rate, beta1: b1, beta2: b2, rest1: 1 - b1, rest2: 1 - b2, epsilon, scale }
      callKernel(kernels, 'adamUpdate', { blocks, ...factors, correction1: c1, correction2: c2 }, 0, 1)
      return [joined(value, m, v), [moved, m1, v1].flat()]
    },
  },
  {
    kernel: 'lerp',
    run: (kernels, { numbers, list }) => {
      const [target, source] = [numbers(COLUMNS), numbers(COLUMNS)]
      const expected = Array.from(target.values, (v, i) => v + 0.2 * (source.values[i] - v))
      callKernel(
        kernels,
        'lerp',
        { blocks: list(target.address, source.address, COLUMNS), weight: 0.2 },
        0,
        1,
      )
      return [target.values, expected]
    },
  },
]

/** The fused kernels except those of glimpses and programs (programChecks.ts). */
export const FUSED_CHECKS: readonly KernelCheck[] = [
  ...layerNorm,
  ...hiddenLayer,
  ...batchNorm,
  ...sampler,
  ...updates,
]
