// Batch normalisation with the statistics of the batch (Ioffe and Szegedy 2015). A thread owns whole columns, so its
// sums do not depend on how many threads there are.
import { scratch } from './scratch'

/** Rows that are summed before they are added to the total, so that float32 keeps its accuracy over 10,000 rows. */
const BLOCK: i32 = 64

/** out = sums over the rows of `bytes` of x's columns; rows lie `stride` bytes apart. Uses `bytes` of scratch. */
export function sumColumns(x: usize, stride: usize, rows: i32, out: usize, bytes: usize): void {
  const block = scratch
  memory.fill(out, 0, bytes)
  for (let start = 0; start < rows; start += BLOCK) {
    memory.fill(block, 0, bytes)
    const end = x + (<usize>min(rows, start + BLOCK)) * stride
    for (let p = x + (<usize>start) * stride; p < end; p += stride) addTo(p, block, bytes)
    addTo(block, out, bytes)
  }
}

/** out = sums over the rows of a (b - shift), shift one row; otherwise as sumColumns. */
export function sumProductColumns(
  a: usize,
  b: usize,
  shift: usize,
  stride: usize,
  rows: i32,
  out: usize,
  bytes: usize,
): void {
  const block = scratch
  const wide: usize = bytes & ~15
  memory.fill(out, 0, bytes)
  for (let start = 0; start < rows; start += BLOCK) {
    memory.fill(block, 0, bytes)
    const stop = min(rows, start + BLOCK)
    for (let r = start; r < stop; r++) {
      const p = a + (<usize>r) * stride
      const q = b + (<usize>r) * stride
      for (let i: usize = 0; i < wide; i += 16) {
        const centred = f32x4.sub(v128.load(q + i), v128.load(shift + i))
        v128.store(block + i, f32x4.relaxed_madd(v128.load(p + i), centred, v128.load(block + i)))
      }
      for (let i = wide; i < bytes; i += 4) {
        f32.store(block + i, f32.load(block + i) + f32.load(p + i) * (f32.load(q + i) - f32.load(shift + i)))
      }
    }
    addTo(block, out, bytes)
  }
}

/** y += x */
// @ts-ignore: decorator
@inline
function addTo(x: usize, y: usize, bytes: usize): void {
  const wide: usize = bytes & ~15
  for (let i: usize = 0; i < wide; i += 16) v128.store(y + i, f32x4.add(v128.load(y + i), v128.load(x + i)))
  for (let i = wide; i < bytes; i += 4) f32.store(y + i, f32.load(y + i) + f32.load(x + i))
}

/** y *= factor */
function scale(y: usize, factor: f32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) f32.store(y + i, f32.load(y + i) * factor)
}

/** Sums over the rows of (x - mean)^2. */
function sumSquaredDeviations(x: usize, mean: usize, stride: usize, rows: i32, out: usize, bytes: usize): void {
  const block = scratch
  const wide: usize = bytes & ~15
  memory.fill(out, 0, bytes)
  for (let start = 0; start < rows; start += BLOCK) {
    memory.fill(block, 0, bytes)
    const end = x + (<usize>min(rows, start + BLOCK)) * stride
    for (let p = x + (<usize>start) * stride; p < end; p += stride) {
      for (let i: usize = 0; i < wide; i += 16) {
        const centred = f32x4.sub(v128.load(p + i), v128.load(mean + i))
        v128.store(block + i, f32x4.relaxed_madd(centred, centred, v128.load(block + i)))
      }
      for (let i = wide; i < bytes; i += 4) {
        const centred: f32 = f32.load(p + i) - f32.load(mean + i)
        f32.store(block + i, f32.load(block + i) + centred * centred)
      }
    }
    addTo(block, out, bytes)
  }
}

/** Column groups of four [from, to): y [R, C], mean [C] and the biased variance [C] of x [R, C]. */
export function batchNormTrain(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  mean: usize,
  variance: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
  from: i32,
  to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  const start: usize = (<usize>from) << 4
  const bytes: usize = min<usize>((<usize>to) << 4, stride) - start
  const wide: usize = bytes & ~15
  const m = mean + start
  const v = variance + start
  sumColumns(x + start, stride, rows, m, bytes)
  scale(m, <f32>1 / <f32>rows, bytes)
  sumSquaredDeviations(x + start, m, stride, rows, v, bytes)
  scale(v, <f32>1 / <f32>rows, bytes)

  const slope = scratch
  for (let i: usize = 0; i < bytes; i += 4) {
    f32.store(slope + i, f32.load(gamma + start + i) / sqrt<f32>(f32.load(v + i) + epsilon))
  }
  const b = beta + start
  for (let r: usize = 0; r < <usize>rows; r++) {
    const p = x + start + r * stride
    const o = y + start + r * stride
    for (let i: usize = 0; i < wide; i += 16) {
      const centred = f32x4.sub(v128.load(p + i), v128.load(m + i))
      v128.store(o + i, f32x4.relaxed_madd(centred, v128.load(slope + i), v128.load(b + i)))
    }
    for (let i = wide; i < bytes; i += 4) {
      f32.store(o + i, (f32.load(p + i) - f32.load(m + i)) * f32.load(slope + i) + f32.load(b + i))
    }
  }
}

/** Column groups of four [from, to): dx [R, C], dGamma [C] and dBeta [C]. */
export function batchNormTrainGrad(
  dy: usize,
  x: usize,
  gamma: usize,
  mean: usize,
  variance: usize,
  dx: usize,
  dGamma: usize,
  dBeta: usize,
  rows: i32,
  columns: i32,
  epsilon: f32,
  from: i32,
  to: i32,
): void {
  const stride: usize = (<usize>columns) << 2
  const start: usize = (<usize>from) << 4
  const bytes: usize = min<usize>((<usize>to) << 4, stride) - start
  const wide: usize = bytes & ~15
  const m = mean + start
  const g = dGamma + start
  const b = dBeta + start
  sumColumns(dy + start, stride, rows, b, bytes)
  sumProductColumns(dy + start, x + start, m, stride, rows, g, bytes)

  // dx = slope (dy - dBeta / R - (x - mean) pull), pull = rstd^2 sum(dy (x - mean)) / R
  const slope = scratch
  const pull = scratch + bytes
  const level = pull + bytes
  for (let i: usize = 0; i < bytes; i += 4) {
    const rstd: f32 = <f32>1 / sqrt<f32>(f32.load(variance + start + i) + epsilon)
    f32.store(slope + i, rstd * f32.load(gamma + start + i))
    f32.store(pull + i, (f32.load(g + i) * rstd * rstd) / <f32>rows)
    f32.store(level + i, f32.load(b + i) / <f32>rows)
    f32.store(g + i, f32.load(g + i) * rstd)
  }
  for (let r: usize = 0; r < <usize>rows; r++) {
    const p = x + start + r * stride
    const d = dy + start + r * stride
    const o = dx + start + r * stride
    for (let i: usize = 0; i < wide; i += 16) {
      const centred = f32x4.sub(v128.load(p + i), v128.load(m + i))
      const level4 = f32x4.relaxed_madd(centred, v128.load(pull + i), v128.load(level + i))
      v128.store(o + i, f32x4.mul(v128.load(slope + i), f32x4.sub(v128.load(d + i), level4)))
    }
    for (let i = wide; i < bytes; i += 4) {
      const centred: f32 = f32.load(p + i) - f32.load(m + i)
      const level1: f32 = centred * f32.load(pull + i) + f32.load(level + i)
      f32.store(o + i, f32.load(slope + i) * (f32.load(d + i) - level1))
    }
  }
}
