// One glimpse of one program (the model's section "One glimpse"): every generated layer, forward and backward.
//
// A program's numbers lie in its row of theta in the order the layers run in, so the forward pass walks them with one
// cursor, and the backward pass walks back. What a glimpse leaves for its gradient is a row of `saved`:
//   outputs    of each layer but the last of decPatch, in that order; the last is the action before its sine
//   normalized beside each output, before elu   (only where generated layers are activated)
//   rstd       of each activated layer          (only there)
// The gradient of each output lies in a frame of the thread's scratch:
//   inputs  patch | action | state | policy as the glimpse read them
//   deltas  in the order of `outputs`, then of the decoded patch; the gradient before each layer's activation
import { addProduct, addTransposedProduct, PRODUCT_SCRATCH, sumOuter, sumVectors } from './generated'
import { eluRow, eluRowGradient, normalizeRow, normalizeRowGradient } from './layerNorm'
import { scratch } from './scratch'

const ACTION: i32 = 6
const ACTION_UNITS: i32 = 32
const ACTIVATED_LAYERS: i32 = 11
const EPSILON: f32 = 1e-5

// Sizes of the programs at hand. Threads are instances of their own, so these globals are a thread's own.
let pixels: i32 = 0
let z: i32 = 0
let e: i32 = 0
let hidden: i32 = 0
let activated: bool = false
/** Numbers in the outputs of one glimpse. */
let width: i32 = 0
/** Numbers in a row of theta. */
let thetaSize: i32 = 0

// Cursors of the walk.
let weights: usize = 0
let output: usize = 0
let delta: usize = 0
let rstd: usize = 0

/** Sets the sizes of the programs at hand. */
export function setSizes(patch: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32): void {
  pixels = patch * patch
  z = zSize
  e = eSize
  hidden = hiddenSize
  activated = isActivated != 0
  width = 7 * hidden + e + 2 * z + 3 * ACTION_UNITS + ACTION
  const dense = (pixels + ACTION + 2) * hidden + (3 * hidden + 2) * hidden + (hidden + 1) * e
  const recurrent = 2 * (z + e + 2) * z
  const decPatch = (z + 1) * hidden + 2 * (hidden + 1) * hidden + hidden * pixels
  const decAction = (z + 1) * ACTION_UNITS + 2 * (ACTION_UNITS + 1) * ACTION_UNITS + ACTION_UNITS * ACTION
  thetaSize = dense + recurrent + decPatch + decAction
}

/** Bytes of that many numbers. */
// @ts-ignore: decorator
@inline
export function bytesOf(count: i32): usize {
  return (<usize>count) << 2
}

/** Bytes of a row of theta. */
export function thetaBytes(): usize {
  return bytesOf(thetaSize)
}

/** Bytes of what a glimpse saves. */
export function savedBytes(): usize {
  return activated ? bytesOf(2 * width + ACTIVATED_LAYERS) : bytesOf(width)
}

/** Byte offsets in `saved`, and of the deltas: the states and the action before its sine. */
export function stateOffset(): usize {
  return bytesOf(4 * hidden + e)
}
export function policyOffset(): usize {
  return stateOffset() + bytesOf(z)
}
function actionOffset(): usize {
  return bytesOf(width - ACTION)
}

/** Byte offset of fState's generated initial state in a row of theta; fPolicy's lies `recurrentBytes` on. */
function initialStateOffset(): usize {
  const enc = (pixels + ACTION + 2) * hidden + (3 * hidden + 2) * hidden + (hidden + 1) * e
  return bytesOf(enc + (z + e + 1) * z)
}
function recurrentBytes(): usize {
  return bytesOf((z + e + 2) * z)
}

/** A generated dense layer with its bias, and layer norm and elu where activated. Returns its output's address. */
function layer(x: usize, fanIn: i32, units: i32): usize {
  const y = output
  const bias = weights + bytesOf(fanIn * units)
  memory.copy(y, bias, bytesOf(units))
  addProduct(x, weights, y, fanIn, units)
  weights = bias + bytesOf(units)
  output += bytesOf(units)
  if (activated) {
    const normalized = y + bytesOf(width)
    f32.store(rstd, normalizeRow(y, normalized, units, EPSILON))
    rstd += 4
    eluRow(normalized, y, units)
  }
  return y
}

/** h' = elu(h Wh + x Wx + bias), h the generated initial state where its address is 0. Returns the address of h'. */
function recur(h: usize, x: usize): usize {
  const y = output
  const bias = weights + bytesOf((z + e) * z)
  memory.copy(y, bias, bytesOf(z))
  addProduct(h ? h : bias + bytesOf(z), weights, y, z, z)
  addProduct(x, weights + bytesOf(z * z), y, e, z)
  eluRow(y, y, z)
  weights += recurrentBytes()
  output += bytesOf(z)
  return y
}

/** A generated linear layer without bias. */
function linear(x: usize, y: usize, fanIn: i32, units: i32): void {
  memory.fill(y, 0, bytesOf(units))
  addProduct(x, weights, y, fanIn, units)
  weights += bytesOf(fanIn * units)
}

/**
 * A glimpse: writes `saved`, the decoded patch [P*P] and the action [6]. A program's first glimpse passes 0 as the
 * addresses of its states.
 */
export function glimpseForward(
  theta: usize,
  patch: usize,
  action: usize,
  hState: usize,
  hPolicy: usize,
  saved: usize,
  decoded: usize,
  actionOut: usize,
): void {
  weights = theta
  output = saved
  rstd = saved + bytesOf(2 * width)
  const parts = layer(patch, pixels, hidden)
  layer(action, ACTION, hidden)
  let x = layer(parts, 2 * hidden, hidden)
  x = layer(x, hidden, hidden)
  x = layer(x, hidden, e)
  const state = recur(hState, x)
  const policy = recur(hPolicy, x)

  x = layer(state, z, hidden)
  x = layer(x, hidden, hidden)
  x = layer(x, hidden, hidden)
  linear(x, decoded, hidden, pixels)
  reluRow(decoded, pixels)

  x = layer(policy, z, ACTION_UNITS)
  x = layer(x, ACTION_UNITS, ACTION_UNITS)
  x = layer(x, ACTION_UNITS, ACTION_UNITS)
  linear(x, output, ACTION_UNITS, ACTION)
  for (let i: usize = 0; i < <usize>ACTION * 4; i += 4) f32.store(actionOut + i, Mathf.sin(f32.load(output + i)))
}

/** In place: max(y, 0). */
function reluRow(y: usize, n: i32): void {
  const zero = f32x4.splat(0)
  const bytes = bytesOf(n)
  const wide: usize = bytes & ~31
  for (let i: usize = 0; i < wide; i += 32) {
    v128.store(y + i, f32x4.max(v128.load(y + i), zero))
    v128.store(y + i, f32x4.max(v128.load(y + i, 16), zero), 16)
  }
  for (let i = wide; i < bytes; i += 4) f32.store(y + i, max<f32>(f32.load(y + i), 0))
}

/** In place: d where relu's output y is above 0, else 0. */
function reluRowGradient(d: usize, y: usize, n: i32): void {
  const zero = f32x4.splat(0)
  const bytes = bytesOf(n)
  const wide: usize = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) {
    v128.store(d + i, v128.and(v128.load(d + i), f32x4.gt(v128.load(y + i), zero)))
  }
  for (let i = wide; i < bytes; i += 4) if (!(f32.load(y + i) > 0)) f32.store(d + i, 0)
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

/** Bytes of a glimpse's frame. */
export function frameBytes(): usize {
  return bytesOf(2 * pixels + ACTION + 2 * z + width)
}

/** Address of the frame of glimpse t in the thread's scratch. */
export function frameAt(t: i32): usize {
  return scratch + PRODUCT_SCRATCH + (<usize>t) * frameBytes()
}

/** Bytes of a frame's inputs: its deltas start there. */
export function deltasOffset(): usize {
  return bytesOf(pixels + ACTION + 2 * z)
}

/**
 * Fills a frame: the inputs of its glimpse, and as deltas the gradients of its outputs. States at address 0 are the
 * generated initial ones.
 */
export function openFrame(
  frame: usize,
  theta: usize,
  patch: usize,
  action: usize,
  hState: usize,
  hPolicy: usize,
  dState: usize,
  dPolicy: usize,
  dAction: usize,
  dDecoded: usize,
): void {
  const zBytes = bytesOf(z)
  let p = frame
  memory.copy(p, patch, bytesOf(pixels))
  p += bytesOf(pixels)
  memory.copy(p, action, bytesOf(ACTION))
  p += bytesOf(ACTION)
  memory.copy(p, hState ? hState : theta + initialStateOffset(), zBytes)
  p += zBytes
  memory.copy(p, hPolicy ? hPolicy : theta + initialStateOffset() + recurrentBytes(), zBytes)
  p += zBytes
  memory.fill(p, 0, bytesOf(width))
  memory.copy(p + stateOffset(), dState, zBytes)
  if (dPolicy) memory.copy(p + policyOffset(), dPolicy, zBytes)
  memory.copy(p + actionOffset(), dAction, bytesOf(ACTION))
  memory.copy(p + bytesOf(width), dDecoded, bytesOf(pixels))
}

/** Addresses in a frame of the gradients that a later glimpse or the placement adds to. */
export function frameState(frame: usize): usize {
  return frame + deltasOffset() + stateOffset()
}
export function framePolicy(frame: usize): usize {
  return frame + deltasOffset() + policyOffset()
}
export function frameAction(frame: usize): usize {
  return frame + deltasOffset() + actionOffset()
}
export function frameDecoded(frame: usize): usize {
  return frame + deltasOffset() + bytesOf(width)
}

/**
 * Back through a glimpse: turns its frame's gradients of outputs into gradients before each activation, and adds the
 * gradients of its inputs to dPatch [P*P], dAction [6], dHState [Z] and dHPolicy [Z].
 */
export function glimpseBackward(
  frame: usize,
  theta: usize,
  saved: usize,
  decoded: usize,
  dPatch: usize,
  dAction: usize,
  dHState: usize,
  dHPolicy: usize,
): void {
  const deltas = frame + deltasOffset()
  const dEncoded = deltas + stateOffset() - bytesOf(e)
  const unitBytes = bytesOf(hidden)
  const actionUnitBytes = bytesOf(ACTION_UNITS)
  weights = theta + thetaBytes() - bytesOf(ACTION_UNITS * ACTION)
  output = saved + actionOffset()
  delta = deltas + actionOffset()
  rstd = saved + bytesOf(2 * width + ACTIVATED_LAYERS)

  for (let i: usize = 0; i < <usize>ACTION * 4; i += 4) {
    f32.store(delta + i, f32.load(delta + i) * Mathf.cos(f32.load(output + i)))
  }
  addTransposedProduct(weights, delta, delta - actionUnitBytes, ACTION_UNITS, ACTION)
  layerBack(delta - 2 * actionUnitBytes, ACTION_UNITS, ACTION_UNITS)
  layerBack(delta - 2 * actionUnitBytes, ACTION_UNITS, ACTION_UNITS)
  layerBack(deltas + policyOffset(), z, ACTION_UNITS)

  const dDecoded = frameDecoded(frame)
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

/** Writes the gradient of a generated matrix, and of its bias if it has one, over T glimpses of one program. */
function layerGradient(x: usize, xStep: usize, fanIn: i32, units: i32, T: i32): void {
  sumOuter(x, xStep, delta, frameBytes(), T, weights, fanIn, units)
  weights += bytesOf(fanIn * units)
  sumVectors(delta, frameBytes(), T, weights, units)
  weights += bytesOf(units)
  delta += bytesOf(units)
}

/** Writes the gradients of one recurrent network but for its initial state. */
function recurrentGradient(h: usize, x: usize, savedStep: usize, T: i32): void {
  sumOuter(h, frameBytes(), delta, frameBytes(), T, weights, z, z)
  weights += bytesOf(z * z)
  layerGradient(x, savedStep, e, z, T)
  weights += bytesOf(z)
}

/**
 * Writes dTheta's row, each number once, from the T frames of a program after glimpseBackward and its `saved` rows; but
 * for the initial states, whose gradients glimpseBackward has put there (see initialGradient).
 */
export function thetaGradient(dTheta: usize, saved: usize, T: i32): void {
  const frame = frameAt(0)
  const step = savedBytes()
  const action = frame + bytesOf(pixels)
  const hState = action + bytesOf(ACTION)
  const unitBytes = bytesOf(hidden)
  const actionUnitBytes = bytesOf(ACTION_UNITS)
  weights = dTheta
  delta = frame + deltasOffset()
  let x = saved
  layerGradient(frame, frameBytes(), pixels, hidden, T)
  layerGradient(action, frameBytes(), ACTION, hidden, T)
  layerGradient(x, step, 2 * hidden, hidden, T)
  x += 2 * unitBytes
  layerGradient(x, step, hidden, hidden, T)
  x += unitBytes
  layerGradient(x, step, hidden, e, T)
  x += unitBytes
  recurrentGradient(hState, x, step, T)
  recurrentGradient(hState + bytesOf(z), x, step, T)

  layerGradient(saved + stateOffset(), step, z, hidden, T)
  x = saved + policyOffset() + bytesOf(z)
  layerGradient(x, step, hidden, hidden, T)
  x += unitBytes
  layerGradient(x, step, hidden, hidden, T)
  x += unitBytes
  sumOuter(x, step, frameDecoded(frame), frameBytes(), T, weights, hidden, pixels)
  weights += bytesOf(hidden * pixels)

  layerGradient(saved + policyOffset(), step, z, ACTION_UNITS, T)
  x += unitBytes
  layerGradient(x, step, ACTION_UNITS, ACTION_UNITS, T)
  x += actionUnitBytes
  layerGradient(x, step, ACTION_UNITS, ACTION_UNITS, T)
  x += actionUnitBytes
  sumOuter(x, step, delta, frameBytes(), T, weights, ACTION_UNITS, ACTION)
}

/** Zeroes the gradients of both generated initial states in dTheta's row; returns the address of fState's. */
export function clearInitialGradient(dTheta: usize): usize {
  const state = dTheta + initialStateOffset()
  memory.fill(state, 0, bytesOf(z))
  memory.fill(state + recurrentBytes(), 0, bytesOf(z))
  return state
}

/** Address of fPolicy's initial state, fState's being at `state`. */
export function policyBeside(state: usize): usize {
  return state + recurrentBytes()
}

/** Programs [from, to): one glimpse of each. hState and hPolicy are 0 at a program's first glimpse. */
export function glimpse(
  theta: usize,
  patch: usize,
  action: usize,
  hState: usize,
  hPolicy: usize,
  state: usize,
  policy: usize,
  actionOut: usize,
  decoded: usize,
  saved: usize,
  patchSide: i32,
  zSize: i32,
  eSize: i32,
  hiddenSize: i32,
  isActivated: i32,
  from: i32,
  to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(pixels)
  for (let n: usize = from; n < <usize>to; n++) {
    const row = saved + n * savedBytes()
    glimpseForward(
      theta + n * thetaBytes(),
      patch + n * pixelBytes,
      action + n * 24,
      hState ? hState + n * zBytes : 0,
      hPolicy ? hPolicy + n * zBytes : 0,
      row,
      decoded + n * pixelBytes,
      actionOut + n * 24,
    )
    memory.copy(state + n * zBytes, row + stateOffset(), zBytes)
    memory.copy(policy + n * zBytes, row + policyOffset(), zBytes)
  }
}

/**
 * Programs [from, to): gradients of one glimpse. At a first glimpse hState, hPolicy, dHState and dHPolicy are 0, and
 * the states' gradients go to theta's initial states.
 */
export function glimpseGrad(
  dState: usize,
  dPolicy: usize,
  dAction: usize,
  dDecoded: usize,
  theta: usize,
  patch: usize,
  action: usize,
  hState: usize,
  hPolicy: usize,
  decoded: usize,
  saved: usize,
  dTheta: usize,
  dPatch: usize,
  dActionIn: usize,
  dHState: usize,
  dHPolicy: usize,
  patchSide: i32,
  zSize: i32,
  eSize: i32,
  hiddenSize: i32,
  isActivated: i32,
  from: i32,
  to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(pixels)
  const frame = frameAt(0)
  for (let n: usize = from; n < <usize>to; n++) {
    const weightRow = theta + n * thetaBytes()
    const gradientRow = dTheta + n * thetaBytes()
    const savedRow = saved + n * savedBytes()
    const dPatchRow = dPatch + n * pixelBytes
    const dActionRow = dActionIn + n * 24
    const initial = clearInitialGradient(gradientRow)
    const dStateRow = dHState ? dHState + n * zBytes : initial
    const dPolicyRow = dHPolicy ? dHPolicy + n * zBytes : policyBeside(initial)
    memory.fill(dPatchRow, 0, pixelBytes)
    memory.fill(dActionRow, 0, 24)
    memory.fill(dStateRow, 0, zBytes)
    memory.fill(dPolicyRow, 0, zBytes)
    openFrame(
      frame,
      weightRow,
      patch + n * pixelBytes,
      action + n * 24,
      hState ? hState + n * zBytes : 0,
      hPolicy ? hPolicy + n * zBytes : 0,
      dState + n * zBytes,
      dPolicy + n * zBytes,
      dAction + n * 24,
      dDecoded + n * pixelBytes,
    )
    glimpseBackward(
      frame,
      weightRow,
      savedRow,
      decoded + n * pixelBytes,
      dPatchRow,
      dActionRow,
      dStateRow,
      dPolicyRow,
    )
    thetaGradient(gradientRow, savedRow, 1)
  }
}

/** Numbers in what one glimpse of such programs saves. */
export function glimpseSavedSize(
  patchSide: i32,
  zSize: i32,
  eSize: i32,
  hiddenSize: i32,
  isActivated: i32,
): i32 {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  return <i32>(savedBytes() >> 2)
}
