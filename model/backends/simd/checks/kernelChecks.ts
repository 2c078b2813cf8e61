import { BLOCK_ROWS, GROUP_PANELS, PANEL, WINOGRAD_POINTS } from '../assembly/constants.ts'
import { callKernel } from '../kernelCalls.ts'
import { addressesOf, type KernelCheck } from './check.ts'
import { FUSED_CHECKS } from './fusedChecks.ts'
import { PROGRAM_CHECKS } from './programChecks.ts'

const table = (size: number, f: (i: number) => number) => Array.from({ length: size }, (_, i) => f(i))
const sum = (size: number, f: (i: number) => number) => table(size, f).reduce((a, b) => a + b, 0)

interface Product {
  readonly M: number
  readonly N: number
  readonly K: number
}

/** K in two blocks. */
const DEEP: Product = { M: 7, N: 37, K: 261 }
/** Enough panels for the left-hand side to be packed, in two blocks of rows. */
const LARGE: Product = { M: 70, N: 277, K: 5 }

const gemm = ({ M, N, K }: Product, pieces: number): KernelCheck => ({
  kernel: 'gemm',
  run: (kernels, { numbers, list }) => {
    const [a, b, c] = [numbers(pieces * M * K), numbers(pieces * K * N), numbers(M * N)]
    const As = list(...table(pieces, (p) => a.address + 4 * p * M * K))
    const Bs = list(...table(pieces, (p) => b.address + 4 * p * K * N))
    const before = Array.from(c.values)
    const sides = { As, rowA: 4 * K, colA: 4, Bs, rowB: 4 * N, colB: 4, pieces }
    const args = { ...sides, C: c.address, rowC: 4 * N, M, N, K, accumulate: 1 }
    callKernel(kernels, 'gemm', args, 0, Math.ceil(N / PANEL))
    const expected = table(M * N, (ij) => {
      const [i, j] = [Math.floor(ij / N), ij % N]
      const product = (p: number, k: number) => a.values[(p * M + i) * K + k] * b.values[(p * K + k) * N + j]
      return before[ij] + sum(pieces, (p) => sum(K, (k) => product(p, k)))
    })
    return [c.values, expected]
  },
})

const gemmFewRows: KernelCheck = {
  kernel: 'gemmFewRows',
  run: (kernels, { numbers, zeros }) => {
    const [rows, columns, depth] = [2, 1031, 7]
    const [a, b, c] = [numbers(rows * depth), numbers(depth * columns), zeros(rows * columns)]
    const addresses = addressesOf({ A: a, B: b, C: c })
    const strides = { rowA: 4 * depth, colA: 4, rowB: 4 * columns, rowC: 4 * columns }
    callKernel(kernels, 'gemmFewRows', { ...addresses, ...strides, M: rows, N: columns, K: depth }, 0, 2)
    const expected = table(rows * columns, (ij) => {
      const [i, j] = [Math.floor(ij / columns), ij % columns]
      return sum(depth, (k) => a.values[i * depth + k] * b.values[k * columns + j])
    })
    return [c.values, expected]
  },
}

const gemmSlices: KernelCheck = {
  kernel: 'gemmSlices',
  run: (kernels, { numbers, zeros }) => {
    // Both sides transposed, three slices of K
    const [{ M, N, K }, chunk] = [DEEP, 88]
    const [a, b, c] = [numbers(K * M), numbers(N * K), zeros(3 * M * N)]
    const strides = { rowA: 4, colA: 4 * M, rowB: 4, colB: 4 * K }
    const args = { ...addressesOf({ A: a, B: b, partials: c }), ...strides, M, N, K, chunk }
    callKernel(kernels, 'gemmSlices', args, 0, 3)
    const expected = table(3 * M * N, (sij) => {
      const [start, i, j] = [Math.floor(sij / (M * N)) * chunk, Math.floor(sij / N) % M, sij % N]
      return sum(
        Math.min(chunk, K - start),
        (k) => a.values[(start + k) * M + i] * b.values[j * K + start + k],
      )
    })
    return [c.values, expected]
  },
}

/** Sizes of a check of a convolution of `batch` square pictures with square filters. */
interface ConvSizes {
  readonly batch: number
  readonly side: number
  readonly inputs: number
  readonly outputs: number
  readonly size: number
  readonly pad: number
}

/** Side of the output, for a border of the same width on all sides. */
const outSide = ({ side, size, pad }: ConvSizes) => side + 2 * pad - size + 1

/**
 * Index into pictures [batch, side, side, inputs] of the number that weight w = (line, column, input) is multiplied with
 * for output pixel p; undefined where that lies outside.
 */
function readBy(w: number, p: number, sizes: ConvSizes): number | undefined {
  const { side, inputs, size, pad } = sizes
  const out = outSide(sizes)
  const [n, r, c] = [Math.floor(p / out / out), Math.floor(p / out) % out, p % out]
  const [u, v] = [r + Math.floor(w / inputs / size) - pad, c + (Math.floor(w / inputs) % size) - pad]
  const isInside = u >= 0 && v >= 0 && u < side && v < side
  return isInside ? ((n * side + u) * side + v) * inputs + (w % inputs) : undefined
}

/** The sizes as arguments of the kernels of convolutions. */
function pictureSizes(sizes: ConvSizes) {
  const { side, inputs, outputs, pad } = sizes
  const out = outSide(sizes)
  return { height: side, width: side, channels: inputs, outputs, pad, outHeight: out, outWidth: out }
}

/** @param turned whether the filter is rotated by 180 degrees, as for the gradient of a convolution's input */
const convolution = (
  kernel: 'conv' | 'winograd' | 'winogradFilter',
  sizes: ConvSizes,
  turned: boolean,
): KernelCheck => ({
  kernel,
  run: (kernels, { numbers, zeros }) => {
    const { batch, side, inputs, outputs, size } = sizes
    const [pixels, weights] = [batch * outSide(sizes) ** 2, size * size * inputs]
    const x = numbers(batch * side * side * inputs)
    const [filter, y] = [numbers(weights * outputs), zeros(pixels * outputs)]
    const isTurned = turned ? 1 : 0
    const ofPictures = pictureSizes(sizes)
    if (kernel === 'conv') {
      const args = { ...addressesOf({ x, filter, out: y }), ...ofPictures, size, turned: isTurned }
      callKernel(kernels, 'conv', args, 0, batch)
    } else {
      const points = zeros(WINOGRAD_POINTS * inputs * outputs)
      const ofFilter = { ...addressesOf({ filter, weights: points }), channels: inputs, outputs }
      callKernel(kernels, 'winogradFilter', { ...ofFilter, turned: isTurned }, 0, outputs / PANEL)
      callKernel(
        kernels,
        'winograd',
        { ...addressesOf({ x, weights: points, out: y }), ...ofPictures },
        0,
        batch,
      )
    }
    const weight = (w: number, o: number) => {
      const [tap, i] = [Math.floor(w / inputs), w % inputs]
      return filter.values[turned ? ((size * size - 1 - tap) * outputs + o) * inputs + i : w * outputs + o]
    }
    const expected = table(pixels * outputs, (at) =>
      sum(weights, (w) => {
        const read = readBy(w, Math.floor(at / outputs), sizes)
        return read === undefined ? 0 : x.values[read] * weight(w, at % outputs)
      }),
    )
    return [y.values, expected]
  },
})

const filterGradient = (
  kernel: 'convFilterSlices' | 'winogradFilterSlices',
  sizes: ConvSizes,
): KernelCheck => ({
  kernel,
  run: (kernels, { numbers, zeros }) => {
    const { batch, side, inputs, outputs, size } = sizes
    const [pixels, weights] = [batch * outSide(sizes) ** 2, size * size * inputs]
    const x = numbers(batch * side * side * inputs)
    const [dy, dw] = [numbers(pixels * outputs), zeros(weights * outputs)]
    const addresses = addressesOf({ x, dy, partials: dw })
    callKernel(kernels, kernel, { ...addresses, ...pictureSizes(sizes), size, batch, chunk: batch }, 0, 1)
    const expected = table(weights * outputs, (wo) =>
      sum(pixels, (p) => {
        const read = readBy(Math.floor(wo / outputs), p, sizes)
        return read === undefined ? 0 : x.values[read] * dy.values[p * outputs + (wo % outputs)]
      }),
    )
    return [dw.values, expected]
  },
})

const SMALL_CONV = { batch: 2, side: 5, inputs: 3, outputs: 17, size: 3, pad: 1 }
/** Sizes with whole and incomplete tiles of 4 x 4 pixels. */
const WINOGRAD = { batch: 1, side: 5, inputs: 16, outputs: 32, size: 3, pad: 1 }

const convolutions: readonly KernelCheck[] = [
  convolution('conv', SMALL_CONV, false),
  convolution('conv', SMALL_CONV, true),
  filterGradient('convFilterSlices', SMALL_CONV),
  filterGradient('convFilterSlices', { ...SMALL_CONV, pad: 0 }),
  convolution('winograd', WINOGRAD, false),
  convolution('winogradFilter', WINOGRAD, true),
  filterGradient('winogradFilterSlices', WINOGRAD),
]

const maxPool: KernelCheck = {
  kernel: 'maxPool',
  run: (kernels, { numbers, zeros }) => {
    const [side, channels] = [5, 7]
    const [x, y] = [numbers(side * side * channels), zeros(4 * channels)]
    const sizes = { height: side, width: side, channels, outHeight: 2, outWidth: 2 }
    callKernel(kernels, 'maxPool', { ...addressesOf({ x, out: y }), ...sizes }, 0, 2)
    const expected = table(4 * channels, (at) => {
      const first =
        (Math.floor(at / channels / 2) * 2 * side + (Math.floor(at / channels) % 2) * 2) * channels
      const corners = [0, 1, side, side + 1].map((p) => x.values[first + p * channels + (at % channels)])
      return Math.max(...corners)
    })
    return [y.values, expected]
  },
}

const maxPoolGrad: KernelCheck = {
  kernel: 'maxPoolGrad',
  run: (kernels, { numbers, zeros }) => {
    const [side, channels] = [4, 5]
    const [x, dy, dx] = [
      numbers(side * side * channels),
      numbers(4 * channels),
      zeros(side * side * channels),
    ]
    const sizes = { height: side, width: side, channels, outHeight: 2, outWidth: 2 }
    callKernel(kernels, 'maxPoolGrad', { ...addressesOf({ dy, x, dx }), ...sizes }, 0, 2)
    const expected = table(side * side * channels, (at) => {
      const [r, c, k] = [Math.floor(at / channels / side), Math.floor(at / channels) % side, at % channels]
      const first = (r & ~1) * side + (c & ~1)
      const largest = Math.max(...[0, 1, side, side + 1].map((p) => x.values[(first + p) * channels + k]))
      return x.values[at] === largest ? dy.values[((r >> 1) * 2 + (c >> 1)) * channels + k] : 0
    })
    return [dx.values, expected]
  },
}

/** Scalar versions of assembly/elementwise.ts, in the order of its operation numbers. */
const BINARY: readonly ((a: number, b: number) => number)[] = [
  (a, b) => a + b,
  (a, b) => a - b,
  (a, b) => a * b,
  (a, b) => a / b,
  Math.max,
  Math.min,
  (a, b) => (a - b) ** 2,
  (a, b) => (b >= 0 ? a : a * (b + 1)),
]
const UNARY: readonly ((x: number) => number)[] = [
  (x) => Math.max(x, 0),
  (x) => (x > 0 ? 1 : 0),
  (x) => (x > 0 ? x : Math.exp(x) - 1),
  Math.exp,
  (x) => x * x,
  Math.sqrt,
  Math.sin,
  Math.cos,
  (x) => -x,
]
const COUNT = 41

const binary = BINARY.map(
  (f, op): KernelCheck => ({
    kernel: 'binary',
    run: (kernels, { numbers, zeros }) => {
      const [a, b, out] = [numbers(COUNT), numbers(COUNT), zeros(3 * COUNT)]
      const steps = [
        [1, 1],
        [1, 0],
        [0, 1],
      ]
      steps.forEach(([stepA, stepB], i) => {
        const addresses = { ...addressesOf({ a, b }), out: out.address + 4 * COUNT * i }
        callKernel(kernels, 'binary', { op, ...addresses, stepA, stepB }, 0, COUNT)
      })
      const expected = steps.flatMap(([stepA, stepB]) =>
        table(COUNT, (i) => f(a.values[i * stepA], b.values[i * stepB])),
      )
      return [out.values, expected]
    },
  }),
)

const binaryRows: KernelCheck = {
  kernel: 'binaryRows',
  run: (kernels, { numbers, zeros }) => {
    const [a, b, out] = [numbers(3 * COUNT), numbers(COUNT), zeros(3 * COUNT)]
    callKernel(kernels, 'binaryRows', { op: 0, ...addressesOf({ a, b, out }), columns: COUNT }, 0, 3)
    return [out.values, table(3 * COUNT, (i) => a.values[i] + b.values[i % COUNT])]
  },
}

const binaryBlocks: KernelCheck = {
  kernel: 'binaryBlocks',
  run: (kernels, { numbers, zeros }) => {
    // Each block of a meets three of b
    const [a, b, out] = [numbers(2 * COUNT), numbers(6 * COUNT), zeros(6 * COUNT)]
    const args = { op: 1, ...addressesOf({ a, b, out }), timesA: 3, timesB: 1, size: COUNT }
    callKernel(kernels, 'binaryBlocks', args, 0, 6)
    const ofA = (i: number) => a.values[Math.floor(i / COUNT / 3) * COUNT + (i % COUNT)]
    return [out.values, table(6 * COUNT, (i) => ofA(i) - b.values[i])]
  },
}

const unary = UNARY.map(
  (f, op): KernelCheck => ({
    kernel: 'unary',
    run: (kernels, { numbers, zeros }) => {
      const [x, out] = [numbers(COUNT), zeros(COUNT)]
      if (f === Math.sqrt) x.values.set(x.values.map(Math.abs))
      callKernel(kernels, 'unary', { op, ...addressesOf({ a: x, out }) }, 0, COUNT)
      return [out.values, table(COUNT, (i) => f(x.values[i]))]
    },
  }),
)

const sumColumns: KernelCheck = {
  kernel: 'sumColumns',
  run: (kernels, { numbers, zeros }) => {
    const [groups, rows, columns] = [2, 131, 21]
    const [x, out] = [numbers(groups * rows * columns), zeros(groups * columns)]
    callKernel(kernels, 'sumColumns', { ...addressesOf({ x, out }), rows, columns }, 0, groups)
    const expected = table(groups * columns, (gc) => {
      const start = Math.floor(gc / columns) * rows * columns + (gc % columns)
      return sum(rows, (r) => x.values[start + r * columns])
    })
    return [out.values, expected]
  },
}

const sumColumnSlices: KernelCheck = {
  kernel: 'sumColumnSlices',
  run: (kernels, { numbers, zeros }) => {
    const [rows, columns, chunk] = [13, 21, 7]
    const [x, out] = [numbers(rows * columns), zeros(2 * columns)]
    callKernel(kernels, 'sumColumnSlices', { ...addressesOf({ x, out }), rows, columns, chunk }, 0, 2)
    const expected = table(2 * columns, (sc) => {
      const start = Math.floor(sc / columns) * chunk
      return sum(Math.min(chunk, rows - start), (r) => x.values[(start + r) * columns + (sc % columns)])
    })
    return [out.values, expected]
  },
}

const sumRows: KernelCheck = {
  kernel: 'sumRows',
  run: (kernels, { numbers, zeros }) => {
    const [x, out] = [numbers(3 * COUNT), zeros(3)]
    callKernel(kernels, 'sumRows', { ...addressesOf({ x, out }), columns: COUNT }, 0, 3)
    return [out.values, table(3, (row) => sum(COUNT, (i) => x.values[row * COUNT + i]))]
  },
}

const sumSlices: readonly KernelCheck[] = [0, 1, 2].map((kind) => ({
  kernel: 'sumSlices',
  run: (kernels, { numbers, zeros, list }) => {
    const [x, y, out] = [numbers(2 * COUNT), numbers(2 * COUNT), zeros(4)]
    const half = 4 * COUNT
    const slices = list(x.address, y.address, COUNT, x.address + half, y.address + half, COUNT)
    callKernel(kernels, 'sumSlices', { slices, kind, sums: out.address }, 0, 2)
    const sums = new Float64Array(out.values.buffer, out.address, 2)
    const each = (i: number) => [x.values[i], x.values[i] ** 2, (x.values[i] - y.values[i]) ** 2][kind]
    return [Float32Array.from(sums), table(2, (s) => sum(COUNT, (i) => each(s * COUNT + i)))]
  },
}))

const meanOfSums: KernelCheck = {
  kernel: 'meanOfSums',
  run: (kernels, { numbers, zeros }) => {
    const [sums, out] = [numbers(6), zeros(1)]
    const values = new Float64Array(sums.values.buffer, sums.address, 3)
    values.set([0.5, -3, 7])
    callKernel(kernels, 'meanOfSums', { ...addressesOf({ sums, out }), count: 3, size: 5 }, 0, 1)
    return [out.values, [0.9]]
  },
}

const squaredDifferenceGrad: KernelCheck = {
  kernel: 'squaredDifferenceGrad',
  run: (kernels, { numbers, zeros }) => {
    const [a, b, dy, d] = [numbers(COUNT), numbers(COUNT), numbers(1), zeros(COUNT)]
    callKernel(kernels, 'squaredDifferenceGrad', { ...addressesOf({ a, b, dy, d }), size: 5 }, 0, COUNT)
    return [d.values, table(COUNT, (i) => ((2 * dy.values[0]) / 5) * (a.values[i] - b.values[i]))]
  },
}

const sumPieces: readonly KernelCheck[] = [false, true].map((isProduct) => ({
  kernel: 'sumPieces',
  run: (kernels, { numbers, zeros, list }) => {
    const [rows, columns] = [5, 11]
    const [a, b, out] = [numbers(2 * rows * columns), numbers(2 * rows * columns), zeros(columns)]
    const As = list(a.address, a.address + 4 * rows * columns)
    const Bs = isProduct ? list(b.address, b.address + 4 * rows * columns) : 0
    out.values.set(numbers(columns).values)
    const before = Array.from(out.values)
    const args = { As, Bs, pieces: 2, out: out.address, rows, columns, accumulate: 1 }
    callKernel(kernels, 'sumPieces', args, 0, 3)
    const each = (i: number) => a.values[i] * (isProduct ? b.values[i] : 1)
    return [out.values, table(columns, (j) => before[j] + sum(2 * rows, (r) => each(r * columns + j)))]
  },
}))

const copyPieces: KernelCheck = {
  kernel: 'copyPieces',
  run: (kernels, { numbers, zeros }) => {
    // Three pieces of two numbers, apart by four and three
    const [x, y] = [numbers(12), zeros(9)]
    const steps = { sourceStep: 16, targetStep: 12, bytes: 8 }
    callKernel(kernels, 'copyPieces', { ...addressesOf({ source: x, target: y }), ...steps }, 0, 3)
    return [y.values, table(9, (i) => (i % 3 === 2 ? 0 : x.values[4 * Math.floor(i / 3) + (i % 3)]))]
  },
}

const zero: KernelCheck = {
  kernel: 'zero',
  run: (kernels, { numbers }) => {
    const x = numbers(COUNT)
    const before = Array.from(x.values)
    callKernel(kernels, 'zero', addressesOf({ x }), 3, COUNT)
    return [x.values, before.map((value, i) => (i < 3 ? value : 0))]
  },
}

/** Checks a [K, N] matrix that is packed, and products with it by columns and by slices of K. */
const packed = (
  kernel: 'packPanels' | 'gemmPacked' | 'gemmPackedSlices',
  { M, N, K }: Product,
): KernelCheck => ({
  kernel,
  run: (kernels, { numbers, zeros }) => {
    const panels = Math.ceil(N / PANEL)
    const [a, b, p] = [numbers(M * K), numbers(K * N), zeros(panels * K * PANEL)]
    const groups = Math.ceil(K / BLOCK_ROWS) * Math.ceil(panels / GROUP_PANELS)
    const toPack = { ...addressesOf({ B: b, packed: p }), rowB: 4 * N, colB: 4, N, K }
    callKernel(kernels, 'packPanels', toPack, 0, groups)
    const left = { ...addressesOf({ A: a, packed: p }), rowA: 4 * K, colA: 4, M, N, K }
    if (kernel === 'packPanels') {
      const expected = table(panels * K * 16, (at) => {
        // Two blocks: 256 rows, and the rest
        const [first, rows] = at < panels * 256 * 16 ? [0, 256] : [256, K - 256]
        const within = at - first * panels * 16
        const [panel, row, j] = [Math.floor(within / rows / 16), Math.floor(within / 16) % rows, within % 16]
        return panel * 16 + j < N ? b.values[(first + row) * N + panel * 16 + j] : 0
      })
      return [p.values, expected]
    }
    const slices = kernel === 'gemmPacked' ? 1 : 2
    const c = zeros(slices * M * N)
    if (slices === 1) callKernel(kernels, 'gemmPacked', { ...left, C: c.address, rowC: 4 * N }, 0, panels)
    else callKernel(kernels, 'gemmPackedSlices', { ...left, partials: c.address, chunk: 256 }, 0, 2)
    const expected = table(slices * M * N, (sij) => {
      const [start, i, j] = [Math.floor(sij / (M * N)) * 256, Math.floor(sij / N) % M, sij % N]
      const end = slices === 1 ? K : Math.min(K, start + 256)
      return sum(end - start, (k) => a.values[i * K + start + k] * b.values[(start + k) * N + j])
    })
    return [c.values, expected]
  },
})

/** A check or more for each kernel of kernels.wasm; a test makes sure that none is missing. */
export const CHECKS: readonly KernelCheck[] = [
  gemm(DEEP, 2),
  gemm(LARGE, 1),
  gemmFewRows,
  gemmSlices,
  packed('packPanels', DEEP),
  packed('gemmPacked', DEEP),
  packed('gemmPacked', LARGE),
  packed('gemmPackedSlices', DEEP),
  ...convolutions,
  maxPool,
  maxPoolGrad,
  ...binary,
  binaryBlocks,
  binaryRows,
  ...unary,
  sumColumns,
  sumColumnSlices,
  sumRows,
  ...sumSlices,
  meanOfSums,
  squaredDifferenceGrad,
  ...sumPieces,
  copyPieces,
  zero,
  ...FUSED_CHECKS,
  ...PROGRAM_CHECKS,
]
