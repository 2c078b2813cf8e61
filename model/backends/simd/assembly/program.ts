// The lowest level: whole programs, one sample at a time while its row of theta is in cache. Every glimpse is fed its
// own patch and action back, and its patch is placed on the program's canvas of side P.
import { addSample, addSampleGradient } from './affineSample'
import { prefetch } from './generated'
import { glimpseForward } from './glimpse'
import { glimpseBackward, openFrame, thetaGradient } from './glimpseGrad'
import {
  ACTION_BYTES, actionOffset, bytesOf, frameAt, frameDecoded, frameDeltas, frameInitial, pixels, policyOffset, savedBytes,
  setSizes, stateOffset, thetaBytes, z,
} from './programSizes'

/** Programs [from, to): canvas [B, P*P], states [B, tau, Z], actions [B, tau, 6], patches [B, tau, P*P], saved. */
export function runProgram(
  theta: usize, patch0: usize, action0: usize,
  canvas: usize, states: usize, actions: usize, patches: usize, saved: usize,
  patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32, glimpses: i32, offset: f32,
  from: i32, to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(pixels)
  for (let n = from; n < to; n++) {
    const weightRow = theta + <usize>n * thetaBytes()
    const canvasRow = canvas + <usize>n * pixelBytes
    memory.fill(canvasRow, 0, pixelBytes)
    let patch = patch0 + <usize>n * pixelBytes
    let action = action0 + <usize>n * ACTION_BYTES
    let hState: usize = 0
    let hPolicy: usize = 0
    for (let t = 0; t < glimpses; t++) {
      const i = <usize>(n * glimpses + t)
      const row = saved + i * savedBytes()
      const decoded = patches + i * pixelBytes
      const actionOut = actions + i * ACTION_BYTES
      glimpseForward(weightRow, patch, action, hState, hPolicy, row, decoded, actionOut)
      hState = row + stateOffset()
      hPolicy = row + policyOffset()
      memory.copy(states + i * zBytes, hState, zBytes)
      patch = decoded
      action = actionOut
      addSample(patch, patchSide, action, offset, patchSide, canvasRow)
    }
  }
}

/** Programs [from, to): gradients dTheta [B, T], dPatch0 [B, P*P] and dAction0 [B, 6]. */
export function runProgramGrad(
  dCanvas: usize, dStates: usize, dActions: usize, dPatches: usize,
  theta: usize, patch0: usize, action0: usize, actions: usize, patches: usize, saved: usize,
  dTheta: usize, dPatch0: usize, dAction0: usize,
  patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32, glimpses: i32, offset: f32,
  from: i32, to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(pixels)
  for (let n = from; n < to; n++) {
    const weightRow = theta + <usize>n * thetaBytes()
    const first = <usize>(n * glimpses)
    const dPatchRow = dPatch0 + <usize>n * pixelBytes
    const dActionRow = dAction0 + <usize>n * ACTION_BYTES
    memory.fill(dPatchRow, 0, pixelBytes)
    memory.fill(dActionRow, 0, ACTION_BYTES)
    prefetch(weightRow, thetaBytes())
    for (let t = 0; t < glimpses; t++) {
      const frame = frameAt(t)
      const i = first + <usize>t
      const row = saved + i * savedBytes()
      const previous = row - savedBytes()
      const action = actions + i * ACTION_BYTES
      const patch = patches + i * pixelBytes
      openFrame(
        frame,
        weightRow,
        t ? patch - pixelBytes : patch0 + <usize>n * pixelBytes,
        t ? action - ACTION_BYTES : action0 + <usize>n * ACTION_BYTES,
        t ? previous + stateOffset() : 0,
        t ? previous + policyOffset() : 0,
        row,
        dStates + i * zBytes,
        0,
        dActions + i * ACTION_BYTES,
        dPatches + i * pixelBytes,
      )
      const dAction = frame + frameDeltas() + actionOffset()
      const dCanvasRow = dCanvas + <usize>n * pixelBytes
      addSampleGradient(dCanvasRow, patch, patchSide, action, offset, patchSide, frame + frameDecoded(), dAction)
    }
    for (let t = glimpses - 1; t >= 0; t--) {
      const i = first + <usize>t
      const frame = frameAt(t)
      const before = frameAt(t - 1)
      const deltas = before + frameDeltas()
      const initial = frame + frameInitial()
      glimpseBackward(
        frame,
        weightRow,
        saved + i * savedBytes(),
        patches + i * pixelBytes,
        t ? before + frameDecoded() : dPatchRow,
        t ? deltas + actionOffset() : dActionRow,
        t ? deltas + stateOffset() : initial,
        t ? deltas + policyOffset() : initial + zBytes,
      )
    }
    thetaGradient(dTheta + <usize>n * thetaBytes(), glimpses)
  }
}
