import * as tf from '@tensorflow/tfjs-core'
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
export function parsePictures(model: Rnp, images: Float32Array, count: number): Parse[] {
  const { side } = model.config
  const area = side * side
  return inBatches(count, (from, to) => {
    const pixels = images.subarray(from * area, to * area)
    const parses = read(() => {
      const x = tf.tensor3d(pixels, [to - from, side, side])
      return readParses(model, model.infer(x).mu, x)
    })
    return parses.map((parse, i) => {
      const image = pixels.subarray(i * area, (i + 1) * area)
      return { ...parse, image, mse: meanSquaredError(parse.canvas, image) }
    })
  })
}

/** Draws programs from the prior z^K ~ N(0, I) and what they paint. */
export function parseSamples(model: Rnp, count: number, random: Random): Parse[] {
  const { z } = model.config
  return inBatches(count, (from, to) =>
    read(() => readParses(model, tf.tensor2d(random.normals((to - from) * z), [to - from, z]))),
  )
}

/** tf.tidy for what is no tensor any more. */
function read(parse: () => Parse[]): Parse[] {
  const results: Parse[] = []
  tf.tidy(() => {
    results.push(...parse())
  })
  return results
}

/** The trees that programs z [B, Z] draw, read from the backend. */
function readParses(model: Rnp, z: tf.Tensor2D, target?: tf.Tensor3D): Parse[] {
  const generated = model.generate(z)
  const parts = readParts(model, generated, model.config.side, target)
  const zs = rowsOf(z)
  const canvases = rowsOf(generated.canvas)
  return zs.map((row, b) => ({ z: row, canvas: canvases[b], parts: parts[b] }))
}

/** The parts of every program of a run, [B][tau]. */
function readParts(model: Rnp, generated: Run, side: number, target?: tf.Tensor3D): Part[][] {
  const { config } = model
  const [batch, glimpses] = generated.actions.shape
  const decoded = rowsOf(generated.decoded, 2)
  const rows = {
    start: rowsOf(generated.start),
    z: rowsOf(generated.states, 2),
    action: rowsOf(generated.actions, 2),
    decoded,
    // At the lowest level what is placed is what was decoded.
    patch: generated.parts === generated.decoded ? decoded : rowsOf(generated.parts, 2),
    placed: rowsOf(placeEach(generated.parts, generated.actions, config, side), 2),
  }
  const zoomed = target && generated.level > 1 ? zoomToParts(config, generated, target) : undefined
  const zooms = zoomed && rowsOf(zoomed, 2)
  const targets = zoomed && (tf.unstack(zoomed, 1) as tf.Tensor3D[])
  const lower = generated.lower.map((run, t) => readParts(model, run, config.patch, targets?.[t]))
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: glimpses }, (_, t) => {
      const i = b * glimpses + t
      const part: Part = {
        index: t,
        z: rows.z[i],
        action: rows.action[i],
        seen: t === 0 ? rows.start[b] : rows.patch[i - 1],
        patch: rows.patch[i],
        decoded: rows.decoded[i],
        placed: rows.placed[i],
        parts: lower[t]?.[b] ?? [],
      }
      return zooms ? { ...part, error: meanSquaredError(part.decoded, zooms[i]) } : part
    }),
  )
}

/** A tensor's entries along its first `axes` axes, row by row: views of one copy of its numbers. */
function rowsOf(tensor: tf.Tensor, axes = 1): Float32Array[] {
  const values = tensor.dataSync() as Float32Array
  const count = tensor.shape.slice(0, axes).reduce((a, b) => a * b, 1)
  const length = values.length / count
  return Array.from({ length: count }, (_, i) => values.subarray(i * length, (i + 1) * length))
}

function inBatches(count: number, parse: (from: number, to: number) => Parse[]): Parse[] {
  const starts = Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => i * BATCH)
  return starts.flatMap((from) => parse(from, Math.min(count, from + BATCH)))
}

function meanSquaredError(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i]
    sum += difference * difference
  }
  return sum / a.length
}
