import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForTests, stopForTests, testBackend } from '../backends/backends.testing.ts'
import { placeMatrix } from '../ops/placeMatrix.ts'
import { Random } from '../random.ts'
import { place, zoom } from './sampler.ts'

beforeAll(startForTests)
afterAll(stopForTests)

const SQUARE = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A 3 x 3 part, its pixels 1 to 9, placed on a canvas. */
function placed(action: number[], offset: number, side = 3): number[] {
  return tf.tidy(() => {
    const part = tf.tensor3d(SQUARE, [1, 3, 3])
    const canvas = place(part, tf.tensor2d(action, [1, 6]), offset, side)
    return Array.from(canvas.dataSync(), (v) => Math.round(v * 1e4) / 1e4)
  })
}

describe.each(['cpu', testBackend])('place and zoom on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
  })

  it('leave a part as it is where the matrix is the identity', () => {
    expect(placed([0, 0, 0, 0, 0, 0], 1)).toEqual(SQUARE)
    expect(placed([-1, 0, 0, 0, -1, 0], 2)).toEqual(SQUARE)
  })

  it('shift a part by a pixel to the left or up, zeros coming in', () => {
    expect(placed([0, 0, 1, 0, 0, 0], 1)).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0])
    expect(placed([0, 0, 0, 0, 0, 1], 1)).toEqual([4, 5, 6, 7, 8, 9, 0, 0, 0])
  })

  it('turn a part by 90 degrees', () => {
    // Reads at (v, -u): the canvas's right is the part's top.
    expect(placed([-1, 1, 0, -1, -1, 0], 1)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3])
  })

  it('draw a part at half its size in the middle where the offset is 2', () => {
    expect(placed([0, 0, 0, 0, 0, 0], 2, 5)).toEqual([
      ...[0, 0, 0, 0, 0],
      ...[0, 1, 2, 3, 0],
      ...[0, 4, 5, 6, 0],
      ...[0, 7, 8, 9, 0],
      ...[0, 0, 0, 0, 0],
    ])
  })

  it('move a half-size part by whole pixels', () => {
    // t = M s: a part moves left by s, here by one of five pixels, where t = 2 * 0.5.
    expect(placed([0, 0, 1, 0, 0, 0], 2, 5)).toEqual([
      ...[0, 0, 0, 0, 0],
      ...[1, 2, 3, 0, 0],
      ...[4, 5, 6, 0, 0],
      ...[7, 8, 9, 0, 0],
      ...[0, 0, 0, 0, 0],
    ])
  })

  it('draw nothing of a part wholly outside the canvas', () => {
    expect(placed([0, 0, 5, 0, 0, 0], 1)).toEqual(SQUARE.map(() => 0))
    expect(placed([0, 0, 0, 0, 0, -5], 1)).toEqual(SQUARE.map(() => 0))
  })

  it('read the middle of a canvas at twice its size where the offset is 2', () => {
    tf.tidy(() => {
      const seen = zoom(tf.tensor3d(SQUARE, [1, 3, 3]), tf.zeros([1, 6]), 2, 3)
      expect([...seen.dataSync()]).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7])
    })
  })

  it('put every part of a batch by its own action', () => {
    tf.tidy(() => {
      const parts = tf.tensor3d([...SQUARE, ...SQUARE], [2, 3, 3])
      const actions = tf.tensor2d([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1], [2, 6])
      expect([...place(parts, actions, 1, 3).dataSync()]).toEqual([
        ...[2, 3, 0, 5, 6, 0, 8, 9, 0],
        ...[4, 5, 6, 7, 8, 9, 0, 0, 0],
      ])
    })
  })

  it('are the exact inverse of each other: zoom reads where place puts', () => {
    // A picture whose pixels are their own coordinate is linear, so reads of it are exact: they say where zoom reads.
    const [side, patch, offset, count] = [29, 6, 3.3, 12]
    const random = new Random(3)
    const actions = Float32Array.from({ length: count * 6 }, () => random.uniform(-0.7, 0.7))
    tf.tidy(() => {
      const action = tf.tensor2d(actions, [count, 6])
      const [x, y] = coordinates(side)
      const repeat = (picture: tf.Tensor) => tf.tile(picture, [count, 1, 1]) as tf.Tensor3D
      const readX = zoom(repeat(x), action, offset, patch).dataSync()
      const readY = zoom(repeat(y), action, offset, patch).dataSync()
      const [u, v] = coordinates(patch).map((tensor) => tensor.dataSync())
      const m = placeMatrix(action, offset).dataSync()
      const errors = Array.from(readX, (_, i) => {
        const [n, pixel] = [Math.floor(i / patch ** 2), i % patch ** 2]
        const at = (k: number) => m[6 * n + k] * readX[i] + m[6 * n + k + 1] * readY[i] + m[6 * n + k + 2]
        return Math.max(Math.abs(at(0) - u[pixel]), Math.abs(at(3) - v[pixel]))
      })
      expect(Math.max(...errors)).toBeLessThan(1e-5)
    })
  })

  it.each([
    ['in the middle', [-0.3, 0, 0, 0, 0.2, 0]],
    ['turned, sheared and moved', [0.3, 0.5, 0.4, -0.7, -0.2, -0.3]],
    ['turned by a seventh', [-0.6, 1, 0.1, -1, -0.6, 0.1]],
  ])('give a part back that the canvas resolves and holds whole: %s', (_, action) => {
    // The part cos^2 cos^2 is 0 on its border with its slope, so it goes on as 0 outside without a jump or an edge.
    const [patch, side, offset] = [28, 112, 2]
    const shape = (at: number) => Math.cos((Math.PI / 2) * at) ** 2
    const line = Array.from({ length: patch }, (_, i) => shape((2 * i) / (patch - 1) - 1))
    const part = line.flatMap((y) => line.map((x) => x * y))
    tf.tidy(() => {
      const a = tf.tensor2d(action, [1, 6])
      const canvas = place(tf.tensor3d(part, [1, patch, patch]), a, offset, side)
      const back = zoom(canvas, a, offset, patch).dataSync()
      const errors = part.map((value, i) => Math.abs(value - back[i]))
      // Bilinear interpolation of pixels with the edges p and q has an error of up to |H| (|p|^2 + |q|^2) / 8, and the
      // Hessian H of this part is at most pi^2 / 2 + (pi / 2)^2. Once it is read in its own pixels, once in the canvas's.
      const hessian = Math.PI ** 2 / 2 + (Math.PI / 2) ** 2
      const [m0, m1, , m3, m4] = placeMatrix(a, offset).dataSync()
      const ownEdges = 2 * (2 / (patch - 1)) ** 2
      const canvasEdges = (m0 ** 2 + m1 ** 2 + m3 ** 2 + m4 ** 2) * (2 / (side - 1)) ** 2
      const bound = (hessian * (ownEdges + canvasEdges)) / 8
      expect(bound).toBeLessThan(0.02)
      expect(Math.max(...errors)).toBeLessThan(bound)
    })
  })
})

/** Pictures of every pixel's x and y in [-1, 1], [1, side, side] each. */
function coordinates(side: number): [tf.Tensor3D, tf.Tensor3D] {
  const line = tf.linspace(-1, 1, side)
  return [
    tf.tile(tf.reshape(line, [1, 1, side]), [1, side, 1]) as tf.Tensor3D,
    tf.tile(tf.reshape(line, [1, side, 1]), [1, 1, side]) as tf.Tensor3D,
  ]
}
