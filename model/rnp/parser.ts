import * as tf from '@tensorflow/tfjs-core'
import { dispose, tidy } from '../ops/tidy.ts'
import type { Random } from '../random.ts'
import { placeEach, type Run } from './generate.ts'
import { zoomToParts } from './loss.ts'
import type { Parse, Part } from './parse.ts'
import type { Rnp } from './rnp.ts'

/** Pictures parsed at once: a training batch's worth of memory. */
const BATCH = 64

/**
 * Parses pictures with z = mu.
 *
 * @param images [count, S, S] in [0, 1]
 */
export function parsePictures(model: Rnp, images: Float32Array, count: number): Promise<Parse[]> {
  const { side } = model.config
  const area = side * side
  return inBatches(count, async (from, to) => {
    const pixels = images.subarray(from * area, to * area)
    const parses = await readParses(() => {
      const x = tf.tensor3d(pixels, [to - from, side, side])
      return drawn(model, model.infer(x).mu, x)
    })
    return parses.map((parse, i) => {
      const image = pixels.subarray(i * area, (i + 1) * area)
      return { ...parse, image, mse: meanSquaredError(parse.canvas, image) }
    })
  })
}

/** Draws programs from the prior z^K ~ N(0, I) and runs them. */
export function parseSamples(model: Rnp, count: number, random: Random): Promise<Parse[]> {
  const { z } = model.config
  return inBatches(count, (from, to) =>
    readParses(() => drawn(model, tf.tensor2d(random.normals((to - from) * z), [to - from, z]))),
  )
}

/** What programs draw, still on the backend. */
interface Drawn {
  readonly z: tf.Tensor2D
  readonly canvas: tf.Tensor3D
  readonly parts: DrawnParts
}

/** The parts of a run: its tensors and those derived from them, each [B, tau, ..] except `start`. */
interface DrawnParts {
  readonly start: tf.Tensor
  readonly z: tf.Tensor
  readonly action: tf.Tensor
  readonly decoded: tf.Tensor
  /** `decoded` itself at the lowest level: what is placed there is what was decoded. */
  readonly patch: tf.Tensor
  readonly placed: tf.Tensor
  /** The picture zoomed to each part; absent at the lowest level and for samples. */
  readonly zoomed?: tf.Tensor
  /** One for each glimpse. */
  readonly lower: readonly DrawnParts[]
}

/** The trees that programs z [B, Z] draw. */
function drawn(model: Rnp, z: tf.Tensor2D, target?: tf.Tensor3D): Drawn {
  const generated = model.generate(z)
  return { z, canvas: generated.canvas, parts: drawnParts(model, generated, model.config.side, target) }
}

function drawnParts(model: Rnp, generated: Run, side: number, target?: tf.Tensor3D): DrawnParts {
  const { config } = model
  const { start, states, actions, decoded, parts } = generated
  const zoomed = target && generated.level > 1 ? zoomToParts(config, generated, target) : undefined
  const targets = zoomed && (tf.unstack(zoomed, 1) as tf.Tensor3D[])
  return {
    start,
    z: states,
    action: actions,
    decoded,
    patch: parts,
    placed: placeEach(parts, actions, config, side),
    zoomed,
    lower: generated.lower.map((run, t) => drawnParts(model, run, config.patch, targets?.[t])),
  }
}

/** Runs `draw`, reads the trees back from the backend, and disposes of their tensors. */
async function readParses(draw: () => Drawn): Promise<Parse[]> {
  const tensors = tidy(draw)
  const { z, canvas, parts } = tensors
  try {
    const [zs, canvases, trees] = await Promise.all([rowsOf(z), rowsOf(canvas), readParts(parts)])
    return zs.map((row, b) => ({ z: row, canvas: canvases[b], parts: trees[b] }))
  } finally {
    dispose(tensors)
  }
}

/** The parts of every program of a run, [B][tau]. */
async function readParts(drawn: DrawnParts): Promise<Part[][]> {
  const [batch, glimpses] = drawn.action.shape
  const isLowest = drawn.patch === drawn.decoded
  const [start, z, action, decoded, patches, placed, zooms, lower] = await Promise.all([
    rowsOf(drawn.start),
    rowsOf(drawn.z, 2),
    rowsOf(drawn.action, 2),
    rowsOf(drawn.decoded, 2),
    isLowest ? undefined : rowsOf(drawn.patch, 2),
    rowsOf(drawn.placed, 2),
    drawn.zoomed && rowsOf(drawn.zoomed, 2),
    Promise.all(drawn.lower.map(readParts)),
  ])
  const patch = patches ?? decoded
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: glimpses }, (_, t) => {
      const i = b * glimpses + t
      const part: Part = {
        index: t,
        z: z[i],
        action: action[i],
        seen: t === 0 ? start[b] : patch[i - 1],
        patch: patch[i],
        decoded: decoded[i],
        placed: placed[i],
        parts: lower[t]?.[b] ?? [],
      }
      return zooms ? { ...part, error: meanSquaredError(part.decoded, zooms[i]) } : part
    }),
  )
}

/** A tensor's entries along its first `axes` axes, row by row: views of one copy of its numbers. */
async function rowsOf(tensor: tf.Tensor, axes = 1): Promise<Float32Array[]> {
  const values = await tensor.data<'float32'>()
  const count = tensor.shape.slice(0, axes).reduce((a, b) => a * b, 1)
  const length = values.length / count
  return Array.from({ length: count }, (_, i) => values.subarray(i * length, (i + 1) * length))
}

async function inBatches(
  count: number,
  parse: (from: number, to: number) => Promise<Parse[]>,
): Promise<Parse[]> {
  const parses: Parse[] = []
  for (let from = 0; from < count; from += BATCH)
    parses.push(...(await parse(from, Math.min(count, from + BATCH))))
  return parses
}

function meanSquaredError(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i]
    sum += difference * difference
  }
  return sum / a.length
}
