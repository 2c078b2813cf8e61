import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Numbers, numbers } from '../backends/simd/kernels/compare.testing.ts'
import { affineSampleReference } from './affineSample.ts'
import { batchNormTrainReference } from './batchNorm.ts'
import { glimpsesReference } from './glimpse.ts'
import { layerNormReference } from './layerNorm.ts'
import { runProgramReference } from './runProgram.ts'
import { expectSlopes } from './slopes.testing.ts'
import { thetaLayout } from './thetaLayout.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('the reference of the sampler', () => {
  const [height, side] = [4, 3]
  const matrices = {
    'a part of the image': [0.61, 0.13, 0.05, -0.17, 0.57, -0.12],
    'more than the image': [1.43, 0.34, 0.17, -0.29, 1.33, -0.21],
  }
  it.each(Object.entries(matrices))(
    'has the gradients of central differences where it sees %s',
    (_, matrix) => {
      // Between pixel centres the sampler is a polynomial of degree 2 in the matrix and linear in the image, so central
      // differences are exact, as long as no read crosses a pixel centre: none is nearer than that.
      const step = 2e-3
      const crossing = 4 * step * 3 * ((height - 1) / 2)
      for (const at of readsOf(matrix, height, side)) {
        expect(Math.abs(at - Math.round(at))).toBeGreaterThan(crossing)
      }
      const inputs = [numbers([1, height, height]), { values: Float32Array.from(matrix), shape: [1, 6] }]
      expectSlopes(
        (image, m) => [affineSampleReference(image as tf.Tensor3D, m as tf.Tensor2D, side)],
        inputs,
        { steps: [1, step], tolerance: 1e-3 },
      )
    },
  )
})

/** Where a sampler reads: the x and y of every output pixel, in pixels of the image. */
function readsOf(m: readonly number[], height: number, side: number): number[] {
  return Array.from({ length: side * side }, (_, i) => {
    const [u, v] = [i % side, Math.floor(i / side)].map((at) => (2 * at) / (side - 1) - 1)
    return [0, 3].map((k) => ((m[k] * u + m[k + 1] * v + m[k + 2] + 1) * (height - 1)) / 2)
  }).flat()
}

describe('the references of the normalisations', () => {
  const inputs = [numbers([5, 4], 1, 1), numbers([4], 1, 2), numbers([4], 1, 3)]
  // Smooth: the error of a step h is of order h^2, and of rounding 1e-7 / h.
  const options = { steps: [5e-3, 5e-3, 5e-3], tolerance: 1e-3 }

  it.each(['elu', 'none'] as const)(
    'have the gradients of central differences: layer norm, then %s',
    (after) => {
      expectSlopes(
        (x, gamma, beta) => [
          layerNormReference(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, after),
        ],
        inputs,
        options,
      )
    },
  )

  it('have the gradients of central differences: batch norm in training', () => {
    expectSlopes(
      (x, gamma, beta) => [
        batchNormTrainReference(x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D).y,
      ],
      inputs,
      options,
    )
  })
})

describe.each(['layernorm-elu', 'none'] as const)(
  'the references of programs, followed by %s',
  (activation) => {
    const sizes = { patch: 3, z: 3, e: 4, hidden: 5, activation, glimpses: 2, offset: 1.3 }
    // Layer norm of near-constant inputs is steep, so weights start large with it; without it programs are polynomials of
    // a high degree, steep where weights are large. relu and the sampler have kinks: theta, which moves thousands of numbers
    // at once, takes small steps so that none is crossed.
    const theta = numbers([2, thetaLayout(sizes).size], activation === 'none' ? 0.25 : 0.5, 1)
    const steps = [1e-4, 1e-3, 1e-3, 1e-3, 1e-3]
    const patch = numbers([2, 9], 1, 2)
    const action = numbers([2, 6], 0.5, 3)

    it('have the gradients of central differences: a first glimpse', () => {
      expectGlimpseSlopes([theta, patch, action])
    })

    it('have the gradients of central differences: a later glimpse', () => {
      expectGlimpseSlopes([theta, patch, action, numbers([2, 3], 1, 4), numbers([2, 3], 1, 5)])
    })

    function expectGlimpseSlopes(inputs: readonly Numbers[]) {
      expectSlopes(
        (...given) => {
          const [t, x, a, state, policy] = given as tf.Tensor2D[]
          const seen = glimpsesReference(t, sizes)(x, a, state && { state, policy })
          return [seen.state, seen.policy, seen.action, seen.decoded]
        },
        inputs,
        { steps, tolerance: 5e-3 },
      )
    }

    it('have the gradients of central differences: a whole program', () => {
      expectSlopes(
        (...given) => {
          const [t, x, a] = given as tf.Tensor2D[]
          const drawn = runProgramReference(t, x, a, sizes)
          return [drawn.canvas, drawn.states, drawn.actions, drawn.patches]
        },
        [theta, patch, action],
        { steps, tolerance: 5e-3 },
      )
    })
  },
)
