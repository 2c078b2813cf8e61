// 3 x 3 convolutions with a quarter of the multiplications: Winograd's minimal filtering F(4 x 4, 3 x 3), as in Lavin
// and Gray 2016 (arXiv 1509.09308), section 4. A tile of 4 x 4 output pixels reads 6 x 6 input pixels; input and filter
// are transformed to 36 points, at each of which the convolution is a matrix product over channels:
// Y = A'[(G g G') . (B' d B)] A. The filter's gradient is that formula's own: G'[(B' d B) . (A dY A')] G.
// Channels come in multiples of 16.
import { TILE_BYTES, WINOGRAD_BLOCK, WINOGRAD_POINTS } from './constants'
import { packFilter, padPicture } from './conv'
import { scratch } from './scratch'
import { tileOfColumns, tileOfRows } from './tile'

const POINTS: usize = WINOGRAD_POINTS
/** A half-transformed tile of 8 channels. */
const HALF_BYTES: usize = POINTS * 32
/** Eight channels of 4 x 4 output pixels, where the picture ends within them. */
const CUT_BYTES: usize = 16 * 32

/**
 * Along one dimension, the points are those of polynomials at 0, p, -p, q, -q and infinity: p = 1 / sqrt(2) and
 * q = sqrt(2) lose fewer digits than the paper's 1 and 2. A filter's points are scaled by 1 over the product of their
 * distances to the others.
 */
const P: f32 = 0.70710678
const Q: f32 = 1.41421356
const SCALE_P: f32 = -2.0 / 3
const SCALE_Q: f32 = 1.0 / 6

/** The one-dimensional transforms: B', G, A' and the transposes of G and A'. */
class Input {}
class Filter {}
class Output {}
class FilterGradient {}
class OutputGradient {}

// @ts-ignore: decorator
@inline
function inputs<T>(): i32 {
  if (idof<T>() == idof<Filter>()) return 3
  return idof<T>() == idof<OutputGradient>() ? 4 : 6
}

// @ts-ignore: decorator
@inline
function outputs<T>(): i32 {
  if (idof<T>() == idof<FilterGradient>()) return 3
  return idof<T>() == idof<Output>() ? 4 : 6
}

/** factor a + b */
// @ts-ignore: decorator
@inline
function fma(factor: f32, a: v128, b: v128): v128 {
  return f32x4.relaxed_madd(f32x4.splat(factor), a, b)
}

/** factor a */
// @ts-ignore: decorator
@inline
function times(factor: f32, a: v128): v128 {
  return f32x4.mul(f32x4.splat(factor), a)
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b)
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b)
}

/**
 * Number i of the transform of d0, d1, ... No two of them contain the same `add`: AssemblyScript would compute it once
 * for one of two adjacent vectors and twice for the other, which V8's 256-bit pass does not see through.
 */
// @ts-ignore: decorator
@inline
function point<T>(i: i32, d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128): v128 {
  if (idof<T>() == idof<Input>()) {
    if (i == 0) return add(d0, fma(-2.5, d2, d4))
    if (i == 1) return fma(P, fma(-2, d1, d3), fma(-2, d2, d4))
    if (i == 2) return fma(-P, fma(-2, d1, d3), fma(-2, d2, d4))
    if (i == 3) return fma(Q, fma(-0.5, d1, d3), fma(-0.5, d2, d4))
    if (i == 4) return fma(-Q, fma(-0.5, d1, d3), fma(-0.5, d2, d4))
    return add(d1, fma(-2.5, d3, d5))
  }
  if (idof<T>() == idof<Output>()) {
    if (i == 0) return add(add(add(d0, d1), add(d2, d3)), d4)
    if (i == 1) return fma(P, sub(d1, d2), times(Q, sub(d3, d4)))
    if (i == 2) return fma(2, add(d3, d4), times(0.5, add(d1, d2)))
    return fma(P / 2, sub(d1, d2), fma(2 * Q, sub(d3, d4), d5))
  }
  if (idof<T>() == idof<OutputGradient>()) {
    if (i == 0) return d0
    if (i == 1) return fma(P, fma(0.5, d3, d1), fma(0.5, d2, d0))
    if (i == 2) return fma(-P, fma(0.5, d3, d1), fma(0.5, d2, d0))
    if (i == 3) return fma(Q, fma(2, d3, d1), fma(2, d2, d0))
    if (i == 4) return fma(-Q, fma(2, d3, d1), fma(2, d2, d0))
    return d3
  }
  if (idof<T>() == idof<Filter>()) {
    if (i == 0) return d0
    if (i == 1) return times(SCALE_P, fma(P, d1, fma(0.5, d2, d0)))
    if (i == 2) return times(SCALE_P, fma(-P, d1, fma(0.5, d2, d0)))
    if (i == 3) return times(SCALE_Q, fma(Q, d1, fma(2, d2, d0)))
    if (i == 4) return times(SCALE_Q, fma(-Q, d1, fma(2, d2, d0)))
    return d2
  }
  if (i == 0) return fma(SCALE_P, add(d1, d2), fma(SCALE_Q, add(d3, d4), d0))
  if (i == 1) return fma(SCALE_P * P, sub(d1, d2), times(SCALE_Q * Q, sub(d3, d4)))
  return fma(SCALE_P / 2, add(d2, d1), fma(SCALE_Q * 2, add(d4, d3), d5))
}

/** A one-dimensional transform of 8 channels: two adjacent vectors each, for V8's 256-bit pass. */
// @ts-ignore: decorator
@inline
function transformLine<T>(from: usize, step: usize, to: usize, jump: usize): void {
  const a0 = v128.load(from), b0 = v128.load(from, 16)
  const a1 = v128.load(from + step), b1 = v128.load(from + step, 16)
  const a2 = v128.load(from + 2 * step), b2 = v128.load(from + 2 * step, 16)
  const a3 = inputs<T>() > 3 ? v128.load(from + 3 * step) : a0
  const b3 = inputs<T>() > 3 ? v128.load(from + 3 * step, 16) : b0
  const a4 = inputs<T>() > 4 ? v128.load(from + 4 * step) : a0
  const b4 = inputs<T>() > 4 ? v128.load(from + 4 * step, 16) : b0
  const a5 = inputs<T>() > 5 ? v128.load(from + 5 * step) : a0
  const b5 = inputs<T>() > 5 ? v128.load(from + 5 * step, 16) : b0
  v128.store(to, point<T>(0, a0, a1, a2, a3, a4, a5))
  v128.store(to, point<T>(0, b0, b1, b2, b3, b4, b5), 16)
  to += jump
  v128.store(to, point<T>(1, a0, a1, a2, a3, a4, a5))
  v128.store(to, point<T>(1, b0, b1, b2, b3, b4, b5), 16)
  to += jump
  v128.store(to, point<T>(2, a0, a1, a2, a3, a4, a5))
  v128.store(to, point<T>(2, b0, b1, b2, b3, b4, b5), 16)
  if (outputs<T>() == 3) return
  to += jump
  v128.store(to, point<T>(3, a0, a1, a2, a3, a4, a5))
  v128.store(to, point<T>(3, b0, b1, b2, b3, b4, b5), 16)
  if (outputs<T>() == 4) return
  to += jump
  v128.store(to, point<T>(4, a0, a1, a2, a3, a4, a5))
  v128.store(to, point<T>(4, b0, b1, b2, b3, b4, b5), 16)
  to += jump
  v128.store(to, point<T>(5, a0, a1, a2, a3, a4, a5))
  v128.store(to, point<T>(5, b0, b1, b2, b3, b4, b5), 16)
}

/** A two-dimensional transform of 8 channels: along columns, then along rows. */
function transform<T>(from: usize, row: usize, column: usize, to: usize, toRow: usize, toColumn: usize): void {
  const half = scratch + TILE_BYTES
  const line = <usize>inputs<T>() << 5
  for (let j: usize = 0; j < line; j += 32) {
    transformLine<T>(from, row, half + j, line)
    from += column
  }
  for (let i: usize = 0; i < <usize>outputs<T>(); i++) {
    transformLine<T>(half + i * line, 32, to, toColumn)
    to += toRow
  }
}

/** Bytes between points of a block of tiles: [point, panel of 16 channels, tile, 16]. */
// @ts-ignore: decorator
@inline
function pointBytes(channels: i32): usize {
  return <usize>(channels * WINOGRAD_BLOCK) << 2
}

/** Where a block of tiles has 8 channels, from byte c of a pixel on, of tile t. */
// @ts-ignore: decorator
@inline
function placeOf(t: i32, c: usize): usize {
  return (c >> 6) * (WINOGRAD_BLOCK << 6) + (<usize>t << 6) + (c & 32)
}

/**
 * Points of `count` tiles from tile `first` on, of pictures [B, height, width, channels] that are `across` x `down`
 * tiles large; T is Input or OutputGradient. `padded` starts as zeros and keeps the padded picture of the last tile.
 */
// @ts-ignore: decorator
@inline
function toPoints<T>(
  x: usize, height: i32, width: i32, channels: i32, pad: i32, padded: usize,
  down: i32, across: i32, first: i32, count: i32, to: usize,
): void {
  const paddedHeight = 4 * down + inputs<T>() - 4
  const paddedWidth = 4 * across + inputs<T>() - 4
  const asItIs = pad == 0 && paddedHeight == height && paddedWidth == width
  const pixel = <usize>channels << 2
  const line = <usize>paddedWidth * pixel
  const step = pointBytes(channels)
  for (let t = 0; t < count; t++) {
    const n = (first + t) / (down * across)
    const place = (first + t) % (down * across)
    const picture = x + <usize>(n * height * width) * pixel
    if (place == 0 && !asItIs) padPicture(picture, height, width, channels, pad, padded, paddedHeight, paddedWidth)
    const row = place / across
    const column = place - row * across
    const window = (asItIs ? picture : padded) + <usize>(row << 2) * line + <usize>(column << 2) * pixel
    for (let c: usize = 0; c < pixel; c += 32) {
      transform<T>(window + c, line, pixel, to + placeOf(t, c), 6 * step, step)
    }
  }
}

/** Output pixels of `count` tiles from tile `first` on; out [B, height, width, channels]. */
function fromPoints(
  from: usize, out: usize, height: i32, width: i32, channels: i32, down: i32, across: i32, first: i32, count: i32,
  cut: usize,
): void {
  const pixel = <usize>channels << 2
  const line = <usize>width * pixel
  const step = pointBytes(channels)
  for (let t = 0; t < count; t++) {
    const n = (first + t) / (down * across)
    const place = (first + t) % (down * across)
    const row = (place / across) << 2
    const column = (place % across) << 2
    const to = out + <usize>((n * height + row) * width + column) * pixel
    const isWhole = row + 4 <= height && column + 4 <= width
    for (let c: usize = 0; c < pixel; c += 32) {
      const point = from + placeOf(t, c)
      if (isWhole) {
        transform<Output>(point, 6 * step, step, to + c, line, pixel)
      } else {
        transform<Output>(point, 6 * step, step, cut, 128, 32)
        for (let i = 0; i < min(4, height - row); i++) {
          for (let j = 0; j < min(4, width - column); j++) {
            memory.copy(to + c + <usize>i * line + <usize>j * pixel, cut + (<usize>i << 7) + (<usize>j << 5), 32)
          }
        }
      }
    }
  }
}

/**
 * Panels [from, to) of 16 outputs of a filter's points: weights [36, panel, channel, 16]. The filter is
 * [3, 3, channels, outputs]; turned: [3, 3, outputs, channels], which is turned by 180 degrees, as the gradient of a
 * convolution's input needs it.
 */
export function winogradFilter(
  filter: usize, weights: usize, channels: i32, outputs: i32, turned: i32, from: i32, to: i32,
): void {
  const packed = scratch + TILE_BYTES + HALF_BYTES
  const tap = <usize>channels << 6
  const step = <usize>(channels * outputs) << 2
  for (let panel = from; panel < to; panel++) {
    packFilter(filter, 9, channels, outputs, turned != 0, panel, packed)
    const first = weights + <usize>panel * tap
    for (let i: usize = 0; i < tap; i += 32) {
      transform<Filter>(packed + i, 3 * tap, tap, first + i, 6 * step, step)
    }
  }
}

/**
 * Pictures [from, to): out [B, outHeight, outWidth, outputs] from x [B, height, width, channels] with `pad` zeros above
 * and left, and a filter's points.
 */
export function winograd(
  x: usize, weights: usize, out: usize,
  height: i32, width: i32, channels: i32, outputs: i32, pad: i32, outHeight: i32, outWidth: i32,
  from: i32, to: i32,
): void {
  const across = (outWidth + 3) >> 2
  const down = (outHeight + 3) >> 2
  const cut = scratch + TILE_BYTES + HALF_BYTES
  const read = cut + CUT_BYTES
  const written = read + POINTS * pointBytes(channels)
  const padded = written + POINTS * pointBytes(outputs)
  memory.fill(padded, 0, <usize>((4 * down + 2) * (4 * across + 2) * channels) << 2)
  const end = to * down * across
  for (let first = from * down * across; first < end; first += WINOGRAD_BLOCK) {
    const count = min(WINOGRAD_BLOCK, end - first)
    toPoints<Input>(x, height, width, channels, pad, padded, down, across, first, count, read)
    multiply(read, weights, written, channels, outputs, count)
    fromPoints(written, out, outHeight, outWidth, outputs, down, across, first, count, cut)
  }
}

/** At every point: tiles x channels times channels x outputs. */
function multiply(read: usize, weights: usize, written: usize, channels: i32, outputs: i32, count: i32): void {
  const panel: usize = WINOGRAD_BLOCK << 6
  for (let p: usize = 0; p < POINTS; p++) {
    for (let o = 0; o < outputs; o += 16) {
      for (let t: usize = 0; t < <usize>count << 6; t += 256) {
        const a = read + t
        tileOfRows(a, a + 64, a + 128, a + 192, 16, channels >> 4, panel, weights, written + t, 64, false, 4, 16)
      }
      weights += <usize>channels << 6
      written += panel
    }
    read += pointBytes(channels)
  }
}

/** As `convFilterSlices`, for 3 x 3 filters and channels in multiples of 16. */
export function winogradFilterSlices(
  x: usize, dy: usize, partials: usize,
  height: i32, width: i32, channels: i32, outputs: i32, pad: i32, outHeight: i32, outWidth: i32,
  batch: i32, chunk: i32,
  from: i32, to: i32,
): void {
  const across = (outWidth + 3) >> 2
  const down = (outHeight + 3) >> 2
  const size = <usize>(channels * outputs) << 2
  const weights = scratch + TILE_BYTES + HALF_BYTES
  const read = weights + POINTS * size
  const received = read + POINTS * pointBytes(channels)
  const padded = received + POINTS * pointBytes(outputs)
  const paddedBytes = <usize>((4 * down + 2) * (4 * across + 2) * channels) << 2
  const paddedGradient = padded + paddedBytes
  memory.fill(padded, 0, paddedBytes + (<usize>(16 * down * across * outputs) << 2))
  for (let slice = from; slice < to; slice++) {
    const start = slice * chunk * down * across
    const end = min(batch, (slice + 1) * chunk) * down * across
    for (let first = start; first < end; first += WINOGRAD_BLOCK) {
      const count = min(WINOGRAD_BLOCK, end - first)
      toPoints<Input>(x, height, width, channels, pad, padded, down, across, first, count, read)
      toPoints<OutputGradient>(
        dy, outHeight, outWidth, outputs, 0, paddedGradient, down, across, first, count, received,
      )
      multiplyGradient(read, received, weights, channels, outputs, count, first > start)
    }
    const row = <usize>outputs << 2
    const sum = partials + <usize>slice * 9 * size
    for (let c: usize = 0; c < <usize>channels; c++) {
      for (let o: usize = 0; o < row; o += 32) {
        const point = weights + (o >> 6) * (<usize>channels << 6) + (c << 6) + (o & 32)
        transform<FilterGradient>(point, 6 * size, size, sum + c * row + o, 3 * size, size)
      }
    }
  }
}

/** At every point: channels x tiles times tiles x outputs, added to the weights or stored. */
function multiplyGradient(
  read: usize, received: usize, weights: usize, channels: i32, outputs: i32, count: i32, adds: bool,
): void {
  const panel: usize = WINOGRAD_BLOCK << 6
  for (let p: usize = 0; p < POINTS; p++) {
    for (let o = 0; o < outputs; o += 16) {
      for (let c = 0; c < channels; c += 4) {
        const a = read + <usize>(c >> 4) * panel + (<usize>(c & 15) << 2)
        tileOfColumns(a, 64, count, 1, 0, received, weights, 64, adds, 4, 16)
        weights += 256
      }
      received += panel
    }
    read += pointBytes(channels)
  }
}
