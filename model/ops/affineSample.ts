import * as tf from '@tensorflow/tfjs-core'
import { hasKernel, runKernel } from './dispatch.ts'

/**
 * The affine bilinear sampler (Jaderberg et al. 2015, eq. 1-5): output pixel (u, v) reads the image at
 * (m0 u + m1 v + m2, m3 u + m4 v + m5). Coordinates are in [-1, 1] with the corners on pixel centres; outside the
 * image there are zeros. Differentiable in both arguments.
 *
 * @param image [N, H, H]
 * @param matrix [N, 6]
 * @param side side of the output, px
 * @returns [N, side, side]
 */
export function affineSample(image: tf.Tensor3D, matrix: tf.Tensor2D, side: number): tf.Tensor3D {
  if (!hasKernel('AffineSample')) return affineSampleReference(image, matrix, side)
  return runKernel('AffineSample', { image, matrix }, { side })[0] as tf.Tensor3D
}

tf.registerGradient({
  kernelName: 'AffineSample',
  inputsToSave: ['image', 'matrix'],
  gradFunc: (dy, [image, matrix]) => {
    const [dImage, dMatrix] = runKernel('AffineSampleGrad', { dy: dy as tf.Tensor, image, matrix })
    return { image: () => dImage, matrix: () => dMatrix }
  },
})

/**
 * `affineSample` in ordinary tfjs ops: what the fused kernels are tested against, and what other backends run. Reads
 * outside the image find the zeros that the image is padded with.
 */
export function affineSampleReference(image: tf.Tensor3D, matrix: tf.Tensor2D, side: number): tf.Tensor3D {
  const [count, height] = image.shape
  const toPixels = (height - 1) / 2
  const xy = tf.matMul(tf.reshape(matrix, [count * 2, 3]), tf.mul(grid(side), toPixels)) // [N*2, side*side]
  const at = tf.reshape(tf.add(xy, toPixels), [count, 2, side * side]) // px
  const before = tf.floor(at)
  const [right, below] = tf.unstack(tf.sub(at, before), 1) // [N, side*side], in [0, 1)
  const [topLeft, topRight, bottomLeft, bottomRight] = tf.unstack(gather(squares(image), before), 2)
  const top = lerp(topLeft, topRight, right)
  const bottom = lerp(bottomLeft, bottomRight, right)
  return tf.reshape(lerp(top, bottom, below), [count, side, side])
}

const lerp = (a: tf.Tensor, b: tf.Tensor, weight: tf.Tensor) => tf.add(a, tf.mul(tf.sub(b, a), weight))

/** Width of the border of zeros around an image, px: a read any farther out finds nothing but zeros. */
const MARGIN = 2

/**
 * Every 2 x 2 square of an image's pixels (top left, top right, bottom left, bottom right), by its first pixel, from
 * (-MARGIN, -MARGIN) on: [N, H, H] -> [N, H + 3, H + 3, 4].
 */
function squares(image: tf.Tensor3D): tf.Tensor4D {
  const [count, height] = image.shape
  const margin: [number, number] = [MARGIN, MARGIN]
  const padded = tf.pad3d(image, [[0, 0], margin, margin])
  const side = height + 2 * MARGIN - 1
  const corner = (row: number, column: number) => tf.slice3d(padded, [0, row, column], [count, side, side])
  return tf.stack([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)], 3) as tf.Tensor4D
}

/**
 * The squares at places with integer coordinates, clamped to those there are.
 *
 * @param all [N, Q, Q, 4] as `squares` gives them
 * @param places [N, 2, M]: columns and rows; they get no gradient
 * @returns [N, M, 4]
 */
function gather(all: tf.Tensor4D, places: tf.Tensor): tf.Tensor3D {
  const [count, side] = all.shape
  const starts = tf.reshape(tf.range(0, count * side * side, side * side, 'int32'), [count, 1])
  // Cast before it is clipped, so that NaN becomes a valid index; the weights, still NaN, keep the result NaN.
  const shifted = tf.add(tf.cast(places, 'int32'), tf.scalar(MARGIN, 'int32'))
  const [column, row] = tf.unstack(tf.clipByValue(shifted, 0, side - 1), 1)
  const index = tf.add(tf.add(starts, tf.mul(row, tf.scalar(side, 'int32'))), column) // [N, M]
  return tf.reshape(gatherRows(tf.reshape(all, [-1, 4]), tf.reshape(index, [-1, 1])), [count, -1, 4])
}

/** Rows of a matrix [R, C] by their numbers [I, 1]: [I, C]. In tfjs, tf.gatherND has no gradient. */
function gatherRows(matrix: tf.Tensor2D, numbers: tf.Tensor2D): tf.Tensor {
  const read = tf.customGrad((rows, save) => {
    ;(save as tf.GradSaveFunc)([numbers])
    return {
      value: tf.gatherND(rows as tf.Tensor, numbers),
      gradFunc: (dy, [saved]) => tf.scatterND(saved, dy as tf.Tensor, matrix.shape),
    }
  })
  return read(matrix)
}

/** Homogeneous coordinates (u, v, 1) of a square of pixels, [3, side*side]. */
function grid(side: number): tf.Tensor2D {
  const line = side > 1 ? tf.linspace(-1, 1, side) : tf.zeros([1])
  const u = tf.tile(tf.reshape(line, [1, side]), [side, 1])
  const v = tf.tile(tf.reshape(line, [side, 1]), [1, side])
  return tf.reshape(tf.stack([u, v, tf.onesLike(u)]), [3, side * side])
}
