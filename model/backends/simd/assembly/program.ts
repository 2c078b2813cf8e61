// The lowest level: whole programs, one sample at a time while its row of theta is in cache. Every glimpse is fed its
// own patch and action back, and its patch is placed on the program's canvas of side P.
import { addSample, addSampleGradient } from './affineSample'
import {
  bytesOf,
  clearInitialGradient,
  frameAction,
  frameAt,
  frameDecoded,
  framePolicy,
  frameState,
  glimpseBackward,
  glimpseForward,
  openFrame,
  policyBeside,
  policyOffset,
  savedBytes,
  setSizes,
  stateOffset,
  thetaBytes,
  thetaGradient,
} from './glimpse'

/** Programs [from, to): canvas [B, P*P], states [B, tau, Z], actions [B, tau, 6], patches [B, tau, P*P], saved. */
export function runProgram(
  theta: usize,
  patch0: usize,
  action0: usize,
  canvas: usize,
  states: usize,
  actions: usize,
  patches: usize,
  saved: usize,
  side: i32,
  z: i32,
  e: i32,
  hidden: i32,
  isActivated: i32,
  glimpses: i32,
  offset: f32,
  from: i32,
  to: i32,
): void {
  setSizes(side, z, e, hidden, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(side * side)
  for (let n = from; n < to; n++) {
    const weightRow = theta + (<usize>n) * thetaBytes()
    const canvasRow = canvas + (<usize>n) * pixelBytes
    memory.fill(canvasRow, 0, pixelBytes)
    let patch = patch0 + (<usize>n) * pixelBytes
    let action = action0 + (<usize>n) * 24
    let hState: usize = 0
    let hPolicy: usize = 0
    for (let t = 0; t < glimpses; t++) {
      const i = <usize>(n * glimpses + t)
      const row = saved + i * savedBytes()
      const decoded = patches + i * pixelBytes
      const actionOut = actions + i * 24
      glimpseForward(weightRow, patch, action, hState, hPolicy, row, decoded, actionOut)
      hState = row + stateOffset()
      hPolicy = row + policyOffset()
      memory.copy(states + i * zBytes, hState, zBytes)
      patch = decoded
      action = actionOut
      addSample(
        patch,
        side,
        f32.load(action) + offset,
        f32.load(action, 4),
        f32.load(action, 8),
        f32.load(action, 12),
        f32.load(action, 16) + offset,
        f32.load(action, 20),
        side,
        canvasRow,
      )
    }
  }
}

/** Programs [from, to): gradients dTheta [B, T], dPatch0 [B, P*P] and dAction0 [B, 6]. */
export function runProgramGrad(
  dCanvas: usize,
  dStates: usize,
  dActions: usize,
  dPatches: usize,
  theta: usize,
  patch0: usize,
  action0: usize,
  actions: usize,
  patches: usize,
  saved: usize,
  dTheta: usize,
  dPatch0: usize,
  dAction0: usize,
  side: i32,
  z: i32,
  e: i32,
  hidden: i32,
  isActivated: i32,
  glimpses: i32,
  offset: f32,
  from: i32,
  to: i32,
): void {
  setSizes(side, z, e, hidden, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(side * side)
  for (let n = from; n < to; n++) {
    const weightRow = theta + (<usize>n) * thetaBytes()
    const gradientRow = dTheta + (<usize>n) * thetaBytes()
    const first = <usize>(n * glimpses)
    for (let t = 0; t < glimpses; t++) {
      const frame = frameAt(t)
      const i = first + <usize>t
      const previous = saved + (i - 1) * savedBytes()
      const action = actions + i * 24
      const patch = patches + i * pixelBytes
      openFrame(
        frame,
        weightRow,
        t ? patch - pixelBytes : patch0 + (<usize>n) * pixelBytes,
        t ? action - 24 : action0 + (<usize>n) * 24,
        t ? previous + stateOffset() : 0,
        t ? previous + policyOffset() : 0,
        dStates + i * zBytes,
        0,
        dActions + i * 24,
        dPatches + i * pixelBytes,
      )
      addSampleGradient(
        dCanvas + (<usize>n) * pixelBytes,
        patch,
        side,
        f32.load(action) + offset,
        f32.load(action, 4),
        f32.load(action, 8),
        f32.load(action, 12),
        f32.load(action, 16) + offset,
        f32.load(action, 20),
        side,
        frameDecoded(frame),
        frameAction(frame),
      )
    }
    for (let t = glimpses - 1; t > 0; t--) {
      const i = first + <usize>t
      const before = frameAt(t - 1)
      glimpseBackward(
        frameAt(t),
        weightRow,
        saved + i * savedBytes(),
        patches + i * pixelBytes,
        frameDecoded(before),
        frameAction(before),
        frameState(before),
        framePolicy(before),
      )
    }
    const dPatchRow = dPatch0 + (<usize>n) * pixelBytes
    const dActionRow = dAction0 + (<usize>n) * 24
    const initial = clearInitialGradient(gradientRow)
    memory.fill(dPatchRow, 0, pixelBytes)
    memory.fill(dActionRow, 0, 24)
    glimpseBackward(
      frameAt(0),
      weightRow,
      saved + first * savedBytes(),
      patches + first * pixelBytes,
      dPatchRow,
      dActionRow,
      initial,
      policyBeside(initial),
    )
    thetaGradient(gradientRow, saved + first * savedBytes(), glimpses)
  }
}
