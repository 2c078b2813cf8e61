import * as tf from '@tensorflow/tfjs-core'
import { affineSample } from './affineSample.ts'
import { hasKernel, runKernel } from './dispatch.ts'
import { type GeneratedSizes, splitTheta } from './generated.ts'
import { glimpseWorkspace } from './glimpse.ts'
import { placeMatrix } from './placeMatrix.ts'
import { ACTION } from './programConstants.ts'
import { firstFed, unroll } from './unroll.ts'

/** Attributes of a whole program. */
export interface ProgramSizes extends GeneratedSizes {
  /** tau: glimpses. */
  readonly glimpses: number
  /** o: added to the scale of every action. */
  readonly offset: number
}

/** What B programs of the lowest level draw. */
export interface ProgramOutput {
  /** [B, P*P]: sum of the placed patches. */
  readonly canvas: tf.Tensor2D
  /** [B, tau, Z] */
  readonly states: tf.Tensor3D
  /** [B, tau, 6] */
  readonly actions: tf.Tensor3D
  /** [B, tau, P*P]: the decoded patches. */
  readonly patches: tf.Tensor3D
}

/**
 * Runs B programs of the lowest level: tau glimpses, each fed its own patch and action back, each patch placed on the
 * program's canvas of side P.
 *
 * @param theta [B, T] generated weights
 * @param patch0 [B, P*P] x0
 * @param action0 [B, 6] a0
 */
export function runProgram(
  theta: tf.Tensor2D,
  patch0: tf.Tensor2D,
  action0: tf.Tensor2D,
  sizes: ProgramSizes,
): ProgramOutput {
  if (!hasKernel('RunProgram')) return runProgramReference(theta, patch0, action0, sizes)
  const saved = glimpseWorkspace(sizes, theta.shape[0] * sizes.glimpses)
  const [canvas, states, actions, patches] = runKernel('RunProgram', { theta, patch0, action0, saved }, sizes)
  saved.dispose() // tfjs keeps it where a gradient may be needed
  return {
    canvas: canvas as tf.Tensor2D,
    states: states as tf.Tensor3D,
    actions: actions as tf.Tensor3D,
    patches: patches as tf.Tensor3D,
  }
}

tf.registerGradient({
  kernelName: 'RunProgram',
  inputsToSave: ['theta', 'patch0', 'action0', 'saved'],
  outputsToSave: [false, false, true, true],
  gradFunc: (dy, [theta, patch0, action0, saved, actions, patches], attrs) => {
    const [dCanvas, dStates, dActions, dPatches] = dy as tf.Tensor[]
    const received = { dCanvas, dStates, dActions, dPatches }
    const read = { theta, patch0, action0, actions, patches, saved }
    const [dTheta, dPatch0, dAction0] = runKernel('RunProgramGrad', { ...received, ...read }, attrs)
    return { theta: () => dTheta, patch0: () => dPatch0, action0: () => dAction0 }
  },
})

/** `runProgram` in ordinary tfjs ops. */
export function runProgramReference(
  theta: tf.Tensor2D,
  patch0: tf.Tensor2D,
  action0: tf.Tensor2D,
  sizes: ProgramSizes,
): ProgramOutput {
  const { patch: side, glimpses, offset } = sizes
  const weights = splitTheta(theta, sizes)
  const before = firstFed(weights, patch0, action0)
  const { state: states, action: actions, patch: patches } = unroll(weights, before, glimpses, sizes)
  const matrices = placeMatrix(tf.reshape(actions, [-1, ACTION]), offset)
  const placed = affineSample(tf.reshape(patches, [-1, side, side]), matrices, side)
  const canvas = tf.sum<tf.Tensor2D>(tf.reshape(placed, [-1, glimpses, side * side]), 1)
  return { canvas, states, actions, patches }
}
