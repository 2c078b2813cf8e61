import * as tf from '@tensorflow/tfjs-core'
import { generatedSizes } from '../ops/generated.ts'
import { glimpsesOf, type RecurrentState } from '../ops/glimpse.ts'
import { ACTION } from '../ops/programConstants.ts'
import { runProgram } from '../ops/runProgram.ts'
import type { RnpConfig } from './config.ts'
import type { PreparedHypernetwork } from './hypernetwork.ts'
import { place } from './sampler.ts'

/** What B programs of one level drew when they were run: what each glimpse drew, where, and the sum. */
export interface Run {
  /** k */
  readonly level: number
  /** [B, P*P]: x0, the patch that the first glimpse is fed; every other is fed the part before it. */
  readonly start: tf.Tensor2D
  /** [B, side, side]: the canvas the parts were placed on; side is S at level K, else P. */
  readonly canvas: tf.Tensor3D
  /** [B, tau, Z]: z^(k-1)_t */
  readonly states: tf.Tensor3D
  /** [B, tau, 6]: a_t */
  readonly actions: tf.Tensor3D
  /** [B, tau, P*P]: decPatch(z^(k-1)_t) */
  readonly decoded: tf.Tensor3D
  /** [B, tau, P*P]: what was placed: the lower programs' canvases; at level 1 the decoded patches. */
  readonly parts: tf.Tensor3D
  /** The lower programs' runs, one per glimpse; empty at level 1. */
  readonly lower: readonly Run[]
}

/** What running a program needs to know. */
export interface Generator {
  readonly config: RnpConfig
  /** H of a level. */
  readonly hypernetwork: (level: number) => PreparedHypernetwork
}

/**
 * run(k, z): the tree of parts that program z draws on a canvas of `side` px (the paper's recursion; the mirror image
 * of `infer`). Every glimpse predicts z^(k-1)_t and a_t; the state is decoded into a patch (k = 1) or run as a program
 * of level k - 1; the action places the result; placed parts are added.
 *
 * @param z [B, Z]
 */
export function run(generator: Generator, level: number, z: tf.Tensor2D, side: number): Run {
  return level === 1 ? runLowest(generator, z, side) : runUpper(generator, level, z, side)
}

function runUpper(generator: Generator, level: number, z: tf.Tensor2D, side: number): Run {
  const { config } = generator
  const { theta, action0, patch0 } = generator.hypernetwork(level)(z)
  const glimpse = glimpsesOf(theta, generatedSizes(config))
  const states: tf.Tensor2D[] = []
  const actions: tf.Tensor2D[] = []
  const decoded: tf.Tensor2D[] = []
  const lower: Run[] = []
  let [patch, action] = [patch0, action0]
  let previous: RecurrentState | undefined
  for (let t = 0; t < config.glimpses[level - 1]; t++) {
    const seen = glimpse(patch, action, previous)
    const part = run(generator, level - 1, seen.state, config.patch)
    previous = seen
    action = seen.action
    patch = flatten(part.canvas) // the lower program's output is fed back
    states.push(seen.state)
    actions.push(action)
    decoded.push(seen.decoded)
    lower.push(part)
  }
  const stacked = {
    states: tf.stack(states, 1) as tf.Tensor3D,
    actions: tf.stack(actions, 1) as tf.Tensor3D,
    decoded: tf.stack(decoded, 1) as tf.Tensor3D,
    parts: tf.stack(
      lower.map((part) => flatten(part.canvas)),
      1,
    ) as tf.Tensor3D,
  }
  return {
    level,
    start: patch0,
    ...stacked,
    canvas: placeAll(stacked.parts, stacked.actions, config, side),
    lower,
  }
}

function runLowest(generator: Generator, z: tf.Tensor2D, side: number): Run {
  const { config } = generator
  const { theta, action0, patch0 } = generator.hypernetwork(1)(z)
  const sizes = { ...generatedSizes(config), glimpses: config.glimpses[0], offset: config.offset }
  const { canvas, states, actions, patches } = runProgram(theta, patch0, action0, sizes)
  return {
    level: 1,
    start: patch0,
    canvas:
      side === config.patch
        ? (tf.reshape(canvas, [-1, side, side]) as tf.Tensor3D)
        : placeAll(patches, actions, config, side), // K = 1: the program draws on the picture itself
    states,
    actions,
    decoded: patches,
    parts: patches,
    lower: [],
  }
}

/** canvas = sum_t place(part_t, a_t), [B, side, side]. */
function placeAll(parts: tf.Tensor3D, actions: tf.Tensor3D, config: RnpConfig, side: number): tf.Tensor3D {
  const placed = placeEach(parts, actions, config, side)
  return tf.sum(placed, 1) as unknown as tf.Tensor3D
}

/**
 * Every part of a run alone on its parent's canvas.
 *
 * @param parts [B, tau, P*P]
 * @param actions [B, tau, 6]
 * @returns [B, tau, side, side]
 */
export function placeEach(
  parts: tf.Tensor3D,
  actions: tf.Tensor3D,
  config: Pick<RnpConfig, 'patch' | 'offset'>,
  side: number,
): tf.Tensor4D {
  const [batch, glimpses] = parts.shape
  const patches = tf.reshape(parts, [batch * glimpses, config.patch, config.patch]) as tf.Tensor3D
  const placed = place(patches, tf.reshape(actions, [-1, ACTION]) as tf.Tensor2D, config.offset, side)
  return tf.reshape(placed, [batch, glimpses, side, side])
}

/**
 * The patches of the lowest level where they lie on a run's canvas, in the order they are drawn.
 *
 * @returns [B, leaves, side, side]
 */
export function placeLeaves(
  generated: Run,
  config: Pick<RnpConfig, 'patch' | 'offset'>,
  side: number,
): tf.Tensor4D {
  if (generated.level === 1) return placeEach(generated.parts, generated.actions, config, side)
  const actions = tf.unstack(generated.actions, 1) as tf.Tensor2D[]
  const groups = generated.lower.map((lower, t) => {
    const leaves = placeLeaves(lower, config, config.patch) // [B, L, P, P]
    const [batch, count] = leaves.shape
    const repeated = tf.stack(new Array<tf.Tensor>(count).fill(actions[t]), 1) as tf.Tensor3D
    return placeEach(tf.reshape(leaves, [batch, count, -1]) as tf.Tensor3D, repeated, config, side)
  })
  return tf.concat(groups, 1)
}

const flatten = (pictures: tf.Tensor3D) => tf.reshape(pictures, [pictures.shape[0], -1]) as tf.Tensor2D
