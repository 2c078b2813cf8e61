// The gradient of one glimpse of one program: back through the layers of glimpse.ts, its cursors walking backwards, then
// the gradient of theta from the frames of all glimpses of a program at once, so that each of its numbers is written once.
import { ACTION, ACTION_UNITS } from '../../../ops/programConstants'
import { addTransposedProduct, prefetch, sumOuter } from './generated'
import { normalizeRowGradient } from './normalizeRow'
import {
  ACTION_BYTES, actionOffset, activated, bytesOf, e, encodedOffset, frameAt, frameBytes, frameDecoded,
  frameDeltas, frameInitial, frameOutputs, hidden, initialOffset, pixels, policyOffset, recurrentBytes, rstdEnd, savedBytes,
  setSizes, stateOffset, thetaBytes, width, z,
} from './programSizes'
import { addRow, eluRowGradient, reluRowGradient } from './rows'

// The cursors.
let weights: usize = 0
let output: usize = 0
let delta: usize = 0
let rstd: usize = 0

/**
 * Fills a frame: the inputs and outputs of its glimpse, and as deltas the gradients of what it predicted. States at address
 * 0 are the generated initial ones; without dPolicy that gradient is zero.
 */
export function openFrame(
  frame: usize, theta: usize, patch: usize, action: usize, hState: usize, hPolicy: usize, saved: usize,
  dState: usize, dPolicy: usize, dAction: usize, dDecoded: usize,
): void {
  const initial = theta + initialOffset()
  const zBytes = bytesOf(z)
  const deltas = frame + frameDeltas()
  let p = frame
  memory.copy(p, patch, bytesOf(pixels))
  p += bytesOf(pixels)
  memory.copy(p, action, ACTION_BYTES)
  p += ACTION_BYTES
  memory.copy(p, hState ? hState : initial, zBytes)
  memory.copy(p + zBytes, hPolicy ? hPolicy : initial + recurrentBytes(), zBytes)
  memory.copy(frame + frameOutputs(), saved, bytesOf(width))
  memory.fill(deltas, 0, bytesOf(width))
  memory.copy(deltas + stateOffset(), dState, zBytes)
  if (dPolicy) memory.copy(deltas + policyOffset(), dPolicy, zBytes)
  memory.copy(deltas + actionOffset(), dAction, ACTION_BYTES)
  memory.copy(frame + frameDecoded(), dDecoded, bytesOf(pixels))
  memory.fill(frame + frameInitial(), 0, 2 * zBytes)
}

/** Back through `layer`: its delta becomes the gradient before the activation; dx gets the input's gradient added. */
function layerBack(dx: usize, fanIn: i32, units: i32): void {
  weights -= bytesOf((fanIn + 1) * units)
  output -= bytesOf(units)
  delta -= bytesOf(units)
  if (activated) {
    rstd -= 4
    eluRowGradient(delta, output, units)
    normalizeRowGradient(delta, output + bytesOf(width), f32.load(rstd), units)
  }
  addTransposedProduct(weights, delta, dx, fanIn, units)
}

/** Back through `recur`. */
function recurBack(dh: usize, dx: usize): void {
  weights -= recurrentBytes()
  output -= bytesOf(z)
  delta -= bytesOf(z)
  eluRowGradient(delta, output, z)
  addTransposedProduct(weights, delta, dh, z, z)
  addTransposedProduct(weights + bytesOf(z * z), delta, dx, e, z)
}

/**
 * Back through a glimpse: turns its frame's gradients of outputs into gradients before each activation, and adds the
 * gradients of its inputs to dPatch [P*P], dAction [6], dHState [Z] and dHPolicy [Z].
 */
export function glimpseBackward(
  frame: usize, theta: usize, saved: usize, decoded: usize,
  dPatch: usize, dAction: usize, dHState: usize, dHPolicy: usize,
): void {
  const deltas = frame + frameDeltas()
  const dEncoded = deltas + encodedOffset()
  const unitBytes = bytesOf(hidden)
  const actionUnitBytes = bytesOf(ACTION_UNITS)
  weights = theta + thetaBytes() - bytesOf(ACTION_UNITS * ACTION)
  output = saved + actionOffset()
  delta = deltas + actionOffset()
  rstd = saved + rstdEnd()

  for (let i: usize = 0; i < ACTION_BYTES; i += 4) {
    f32.store(delta + i, f32.load(delta + i) * Mathf.cos(f32.load(output + i)))
  }
  addTransposedProduct(weights, delta, delta - actionUnitBytes, ACTION_UNITS, ACTION)
  layerBack(delta - 2 * actionUnitBytes, ACTION_UNITS, ACTION_UNITS)
  layerBack(delta - 2 * actionUnitBytes, ACTION_UNITS, ACTION_UNITS)
  layerBack(deltas + policyOffset(), z, ACTION_UNITS)

  const dDecoded = frame + frameDecoded()
  reluRowGradient(dDecoded, decoded, pixels)
  weights -= bytesOf(hidden * pixels)
  addTransposedProduct(weights, dDecoded, delta - unitBytes, hidden, pixels)
  layerBack(delta - 2 * unitBytes, hidden, hidden)
  layerBack(delta - 2 * unitBytes, hidden, hidden)
  layerBack(deltas + stateOffset(), z, hidden)

  recurBack(dHPolicy, dEncoded)
  recurBack(dHState, dEncoded)

  layerBack(dEncoded - unitBytes, hidden, e)
  layerBack(delta - 2 * unitBytes, hidden, hidden)
  layerBack(deltas, 2 * hidden, hidden)
  layerBack(dAction, ACTION, hidden)
  layerBack(dPatch, pixels, hidden)
}

/** dW [fanIn, units] from x and the layer's delta, in the first of T frames. */
function matrixGradient(x: usize, fanIn: i32, units: i32, T: i32): void {
  sumOuter(x, delta, frameBytes(), T, weights, fanIn, units)
  weights += bytesOf(fanIn * units)
}

/** Sum over T frames of n numbers. */
function vectorGradient(x: usize, n: i32, T: i32): void {
  memory.copy(weights, x, bytesOf(n))
  for (let t = 1; t < T; t++) addRow(x + <usize>t * frameBytes(), weights, n)
  weights += bytesOf(n)
}

function layerGradient(x: usize, fanIn: i32, units: i32, T: i32): void {
  matrixGradient(x, fanIn, units, T)
  vectorGradient(delta, units, T)
  delta += bytesOf(units)
}

function recurrentGradient(h: usize, x: usize, initial: usize, T: i32): void {
  matrixGradient(h, z, z, T)
  layerGradient(x, e, z, T)
  vectorGradient(initial, z, T)
}

/** Writes a row of dTheta, each number once, from the T frames of a program in scratch after glimpseBackward. */
export function thetaGradient(dTheta: usize, T: i32): void {
  const frame = frameAt(0)
  const outputs = frame + frameOutputs()
  const action = frame + bytesOf(pixels)
  const hState = action + ACTION_BYTES
  const initial = frame + frameInitial()
  const unitBytes = bytesOf(hidden)
  const actionUnitBytes = bytesOf(ACTION_UNITS)
  weights = dTheta
  delta = frame + frameDeltas()
  layerGradient(frame, pixels, hidden, T)
  layerGradient(action, ACTION, hidden, T)
  let x = outputs
  layerGradient(x, 2 * hidden, hidden, T)
  x += 2 * unitBytes
  layerGradient(x, hidden, hidden, T)
  x += unitBytes
  layerGradient(x, hidden, e, T)
  x += unitBytes
  recurrentGradient(hState, x, initial, T)
  recurrentGradient(hState + bytesOf(z), x, initial + bytesOf(z), T)

  layerGradient(outputs + stateOffset(), z, hidden, T)
  x = outputs + policyOffset() + bytesOf(z)
  layerGradient(x, hidden, hidden, T)
  x += unitBytes
  layerGradient(x, hidden, hidden, T)
  x += unitBytes
  sumOuter(x, frame + frameDecoded(), frameBytes(), T, weights, hidden, pixels)
  weights += bytesOf(hidden * pixels)

  layerGradient(outputs + policyOffset(), z, ACTION_UNITS, T)
  x += unitBytes
  layerGradient(x, ACTION_UNITS, ACTION_UNITS, T)
  x += actionUnitBytes
  layerGradient(x, ACTION_UNITS, ACTION_UNITS, T)
  x += actionUnitBytes
  matrixGradient(x, ACTION_UNITS, ACTION, T)
}

/**
 * Programs [from, to): gradients of one glimpse, that of theta as its frame [B, F] (glimpseThetaGrad). At a first glimpse
 * hState, hPolicy, dHState and dHPolicy are 0, and the states' gradients are in the frame.
 */
export function glimpseGrad(
  dState: usize, dPolicy: usize, dAction: usize, dDecoded: usize,
  theta: usize, patch: usize, action: usize, hState: usize, hPolicy: usize, decoded: usize, saved: usize,
  frames: usize, dPatch: usize, dActionIn: usize, dHState: usize, dHPolicy: usize,
  patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32,
  from: i32, to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(pixels)
  for (let n: usize = from; n < <usize>to; n++) {
    const frame = frames + n * frameBytes()
    const weightRow = theta + n * thetaBytes()
    const savedRow = saved + n * savedBytes()
    const initial = frame + frameInitial()
    const dPatchRow = dPatch + n * pixelBytes
    const dActionRow = dActionIn + n * ACTION_BYTES
    const dStateRow = dHState ? dHState + n * zBytes : initial
    const dPolicyRow = dHPolicy ? dHPolicy + n * zBytes : initial + zBytes
    memory.fill(dPatchRow, 0, pixelBytes)
    memory.fill(dActionRow, 0, ACTION_BYTES)
    memory.fill(dStateRow, 0, zBytes)
    memory.fill(dPolicyRow, 0, zBytes)
    prefetch(weightRow, thetaBytes())
    openFrame(
      frame,
      weightRow,
      patch + n * pixelBytes,
      action + n * ACTION_BYTES,
      hState ? hState + n * zBytes : 0,
      hPolicy ? hPolicy + n * zBytes : 0,
      savedRow,
      dState + n * zBytes,
      dPolicy + n * zBytes,
      dAction + n * ACTION_BYTES,
      dDecoded + n * pixelBytes,
    )
    glimpseBackward(
      frame, weightRow, savedRow, decoded + n * pixelBytes, dPatchRow, dActionRow, dStateRow, dPolicyRow,
    )
  }
}

/**
 * Programs [from, to): dTheta [B, T], the sum over their glimpses. `list` has the 32-bit addresses of the glimpses' frames,
 * each [B, F], in any order.
 */
export function glimpseThetaGrad(
  list: usize, glimpses: i32, dTheta: usize,
  patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32,
  from: i32, to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  for (let n: usize = from; n < <usize>to; n++) {
    for (let t = 0; t < glimpses; t++) {
      const frames = <usize>load<u32>(list + bytesOf(t))
      memory.copy(frameAt(t), frames + n * frameBytes(), frameBytes())
    }
    thetaGradient(dTheta + n * thetaBytes(), glimpses)
  }
}
