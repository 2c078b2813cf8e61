// One glimpse of one program: every generated layer in order, as in the reference (model/ops/unroll.ts). A program's numbers
// lie in its row of theta in that order too, so one cursor walks them.
import { ACTION, ACTION_UNITS, EPSILON } from '../../../ops/programConstants'
import { PRODUCT_SCRATCH } from './constants'
import { prefetch, product } from './generated'
import { normalizeRow } from './normalizeRow'
import {
  ACTION_BYTES, activated, bytesOf, e, hidden, initialOffset, pixels, policyOffset, recurrentBytes,
  rstdOffset, savedBytes, setSizes, stateOffset, thetaBytes, width, z,
} from './programSizes'
import { eluRow, reluRow } from './rows'
import { scratch } from './scratch'


// The cursors.
let weights: usize = 0
let output: usize = 0
let rstd: usize = 0

/** A generated dense layer with its bias, and layer norm and elu where activated. Returns its output's address. */
function layer(x: usize, fanIn: i32, units: i32): usize {
  const y = output
  const bias = weights + bytesOf(fanIn * units)
  product(x, weights, bias, y, fanIn, units)
  weights = bias + bytesOf(units)
  output += bytesOf(units)
  if (activated) {
    const normalized = y + bytesOf(width)
    f32.store(rstd, normalizeRow(y, normalized, units, <f32>EPSILON))
    rstd += 4
    eluRow(normalized, y, units)
  }
  return y
}

/** h' = elu([h, x] [Wh; Wx] + bias). Returns the address of h'. */
function recur(h: usize, x: usize): usize {
  const y = output
  const joined = scratch + PRODUCT_SCRATCH
  memory.copy(joined, h, bytesOf(z))
  memory.copy(joined + bytesOf(z), x, bytesOf(e))
  product(joined, weights, weights + bytesOf((z + e) * z), y, z + e, z)
  eluRow(y, y, z)
  weights += recurrentBytes()
  output += bytesOf(z)
  return y
}

/** A generated linear layer without bias. The patch decoder's is wide, and `product` takes 64 columns of it at a time. */
function linear(x: usize, y: usize, fanIn: i32, units: i32): void {
  prefetch(weights, bytesOf(fanIn * units))
  product(x, weights, 0, y, fanIn, units)
  weights += bytesOf(fanIn * units)
}

/**
 * A glimpse: writes `saved`, the decoded patch [P*P] and the action [6]. A program's first glimpse passes 0 as the
 * addresses of its states, which are generated.
 */
export function glimpseForward(
  theta: usize, patch: usize, action: usize, hState: usize, hPolicy: usize, saved: usize, decoded: usize, actionOut: usize,
): void {
  const initial = theta + initialOffset()
  weights = theta
  output = saved
  rstd = saved + rstdOffset()
  const parts = layer(patch, pixels, hidden)
  layer(action, ACTION, hidden)
  let x = layer(parts, 2 * hidden, hidden)
  x = layer(x, hidden, hidden)
  x = layer(x, hidden, e)
  const state = recur(hState ? hState : initial, x)
  const policy = recur(hPolicy ? hPolicy : initial + recurrentBytes(), x)

  x = layer(state, z, hidden)
  x = layer(x, hidden, hidden)
  x = layer(x, hidden, hidden)
  linear(x, decoded, hidden, pixels)
  reluRow(decoded, pixels)

  x = layer(policy, z, ACTION_UNITS)
  x = layer(x, ACTION_UNITS, ACTION_UNITS)
  x = layer(x, ACTION_UNITS, ACTION_UNITS)
  linear(x, output, ACTION_UNITS, ACTION)
  for (let i: usize = 0; i < ACTION_BYTES; i += 4) f32.store(actionOut + i, Mathf.sin(f32.load(output + i)))
}

/** Programs [from, to): one glimpse of each. hState and hPolicy are 0 at a program's first glimpse. */
export function glimpse(
  theta: usize, patch: usize, action: usize, hState: usize, hPolicy: usize,
  state: usize, policy: usize, actionOut: usize, decoded: usize, saved: usize,
  patchSide: i32, zSize: i32, eSize: i32, hiddenSize: i32, isActivated: i32,
  from: i32, to: i32,
): void {
  setSizes(patchSide, zSize, eSize, hiddenSize, isActivated)
  const zBytes = bytesOf(z)
  const pixelBytes = bytesOf(pixels)
  for (let n: usize = from; n < <usize>to; n++) {
    const weightRow = theta + n * thetaBytes()
    const row = saved + n * savedBytes()
    glimpseForward(
      weightRow,
      patch + n * pixelBytes,
      action + n * ACTION_BYTES,
      hState ? hState + n * zBytes : 0,
      hPolicy ? hPolicy + n * zBytes : 0,
      row,
      decoded + n * pixelBytes,
      actionOut + n * ACTION_BYTES,
    )
    memory.copy(state + n * zBytes, row + stateOffset(), zBytes)
    memory.copy(policy + n * zBytes, row + policyOffset(), zBytes)
  }
}
