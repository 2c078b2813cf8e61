// Sizes of the programs at hand, and where their numbers lie. Threads are instances of their own, so these globals are a
// thread's own.
//
// A row of theta holds a program's generated numbers in the order the layers run in (model/ops/thetaLayout.ts).
// A row of `saved` holds what a glimpse leaves for its gradient:
//   outputs     of each layer but the last of decPatch, in that order; the last is the action before its sine
//   normalized  beside each output, before elu   (only where generated layers are activated)
//   rstd        of each activated layer          (only there)
// A frame holds what the gradient of theta is made of; it sums outer products of inputs or outputs with deltas:
//   inputs      patch | action | state | policy as the glimpse read them
//   outputs     as above
//   deltas      the gradients before each layer's activation, in the order of `outputs`, then of the decoded patch
//   initial     the gradients of the two generated initial states, zero but at a program's first glimpse
import { scratch } from './scratch'
import { ACTION, ACTION_UNITS } from '../../../ops/programConstants'
import { PRODUCT_SCRATCH } from './constants'

/** Generated layers with layer norm and elu. */
const ACTIVATED_LAYERS: i32 = 11

export let pixels: i32 = 0
export let z: i32 = 0
export let e: i32 = 0
export let hidden: i32 = 0
/** Whether layer norm and elu follow a generated layer. */
export let activated: bool = false
/** Numbers in the outputs of one glimpse. */
export let width: i32 = 0
/** Numbers before the recurrent networks in a row of theta. */
let encoderSize: i32 = 0
/** Numbers in a row of theta. */
let thetaSize: i32 = 0

/** Sets the sizes of the programs at hand. */
export function setSizes(patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32): void {
  pixels = patchSide * patchSide
  z = zSize
  e = eSize
  hidden = hiddenSize
  activated = isActivated != 0
  width = 7 * hidden + e + 2 * z + 3 * ACTION_UNITS + ACTION
  encoderSize = (pixels + ACTION + 2) * hidden + (3 * hidden + 2) * hidden + (hidden + 1) * e
  const recurrent = 2 * (z + e + 2) * z
  const decPatch = (z + 1) * hidden + 2 * (hidden + 1) * hidden + hidden * pixels
  const decAction = (z + 1) * ACTION_UNITS + 2 * (ACTION_UNITS + 1) * ACTION_UNITS + ACTION_UNITS * ACTION
  thetaSize = encoderSize + recurrent + decPatch + decAction
}

/** Bytes of that many numbers. */
// @ts-ignore: decorator
@inline
export function bytesOf(count: i32): usize {
  return <usize>count << 2
}

/** Bytes of an action. */
export const ACTION_BYTES: usize = 24

/** Bytes of a row of theta. */
export function thetaBytes(): usize {
  return bytesOf(thetaSize)
}

/** Byte offset of fState's generated initial state in a row of theta; fPolicy's lies `recurrentBytes` on. */
export function initialOffset(): usize {
  return bytesOf(encoderSize + (z + e + 1) * z)
}
export function recurrentBytes(): usize {
  return bytesOf((z + e + 2) * z)
}

/** Bytes of what a glimpse saves. */
export function savedBytes(): usize {
  return activated ? bytesOf(2 * width + ACTIVATED_LAYERS) : bytesOf(width)
}
/** Byte offset of the reciprocal deviations in what a glimpse saves, and where they end. */
export function rstdOffset(): usize {
  return bytesOf(2 * width)
}
export function rstdEnd(): usize {
  return bytesOf(2 * width + ACTIVATED_LAYERS)
}

/** Byte offsets in outputs and in deltas. */
export function encodedOffset(): usize {
  return bytesOf(4 * hidden)
}
export function stateOffset(): usize {
  return bytesOf(4 * hidden + e)
}
export function policyOffset(): usize {
  return bytesOf(4 * hidden + e + z)
}
export function actionOffset(): usize {
  return bytesOf(width - ACTION)
}

/** Bytes of a frame, and byte offsets in it. */
export function frameBytes(): usize {
  return bytesOf(2 * pixels + ACTION + 4 * z + 2 * width)
}
export function frameOutputs(): usize {
  return bytesOf(pixels + ACTION + 2 * z)
}
export function frameDeltas(): usize {
  return bytesOf(pixels + ACTION + 2 * z + width)
}
export function frameDecoded(): usize {
  return bytesOf(pixels + ACTION + 2 * z + 2 * width)
}
export function frameInitial(): usize {
  return bytesOf(2 * pixels + ACTION + 2 * z + 2 * width)
}

/** Address of the frame of glimpse t in the thread's scratch. */
export function frameAt(t: i32): usize {
  return scratch + PRODUCT_SCRATCH + <usize>t * frameBytes()
}

/** Numbers in what one glimpse of such programs saves. */
export function glimpseSavedSize(patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32): i32 {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  return <i32>(savedBytes() >> 2)
}

/** Numbers in a frame of such programs. */
export function glimpseFrameSize(patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32): i32 {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  return <i32>(frameBytes() >> 2)
}
