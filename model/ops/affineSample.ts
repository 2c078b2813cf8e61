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

/** `affineSample` in ordinary tfjs ops: the oracle of the fused kernels, and what other backends run. */
export function affineSampleReference(image: tf.Tensor3D, matrix: tf.Tensor2D, side: number): tf.Tensor3D {
  const [count, height] = image.shape
  const flat = tf.reshape(image, [-1]) // [N*H*H]
  const xy = tf.matMul(tf.reshape(matrix, [count * 2, 3]), grid(side)) // [N*2, side*side]
  const pixels = tf.mul(tf.add(xy, 1), (height - 1) / 2)
  const [x, y] = tf.unstack(tf.reshape(pixels, [count, 2, side * side]), 1) // [N, side*side], px
  const [left, top] = [tf.floor(x), tf.floor(y)]
  const read = pixelReader(count, height)
  const corner = (right: 0 | 1, below: 0 | 1) => {
    const weightX = right ? tf.sub(x, left) : tf.sub(tf.add(left, 1), x)
    const weightY = below ? tf.sub(y, top) : tf.sub(tf.add(top, 1), y)
    return tf.mul(read(flat, tf.add(left, right), tf.add(top, below)), tf.mul(weightX, weightY))
  }
  const sum = tf.addN([corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)])
  return tf.reshape(sum, [count, side, side])
}

/**
 * (flat [N*H*H], column [N, M], row [N, M]) -> the pixels there, zeros outside. Columns and rows are whole numbers and
 * get no gradient, which tf.gather and the comparisons refuse to pass.
 */
function pixelReader(count: number, height: number) {
  const within = (index: tf.Tensor) =>
    tf.logicalAnd(tf.greaterEqual(index, 0), tf.lessEqual(index, height - 1))
  const clip = (index: tf.Tensor) => tf.cast(tf.clipByValue(index, 0, height - 1), 'int32')
  return tf.customGrad((flat, column, row, save) => {
    const [c, r] = [column as tf.Tensor, row as tf.Tensor]
    const starts = Array.from({ length: count }, (_, n) => [n * height * height])
    const rowStart = tf.add(
      tf.tensor2d(starts, [count, 1], 'int32'),
      tf.mul(clip(r), tf.scalar(height, 'int32')),
    )
    const index = tf.add(rowStart, clip(c)) as tf.Tensor2D
    const inside = tf.cast(tf.logicalAnd(within(c), within(r)), 'float32')
    ;(save as tf.GradSaveFunc)([index, inside])
    return {
      value: tf.mul(tf.gather(flat as tf.Tensor1D, index), inside),
      gradFunc: (dy, [at, mask]) => [
        tf.unsortedSegmentSum(
          tf.reshape(tf.mul(dy as tf.Tensor, mask), [-1]),
          tf.reshape(at, [-1]) as tf.Tensor1D,
          count * height * height,
        ),
        tf.zerosLike(mask),
        tf.zerosLike(mask),
      ],
    }
  })
}

/** Homogeneous coordinates (u, v, 1) of a square of pixels, [3, side*side]. */
function grid(side: number): tf.Tensor2D {
  const line = side > 1 ? tf.linspace(-1, 1, side) : tf.zeros([1])
  const u = tf.tile(tf.reshape(line, [1, side]), [side, 1])
  const v = tf.tile(tf.reshape(line, [side, 1]), [1, side])
  return tf.reshape(tf.stack([u, v, tf.onesLike(u)]), [3, side * side])
}
