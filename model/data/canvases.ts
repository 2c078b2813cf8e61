import { areaFitter } from './area.ts'
import type { Grey } from './decode.ts'
import { borderMedian } from './ground.ts'
import type { Levels } from './samples.ts'

/** A picture on the model's canvas. */
export interface Canvas<Picture> {
  readonly picture: Picture
  /** [S, S]: 0 black (no ink) to 255 white (ink). */
  readonly pixels: Uint8ClampedArray
  /** Grey value of its ground (ground.ts), before it was inverted. */
  readonly ground: number
  /** Present where other stored values than the ends of their type became black and white. */
  readonly levels?: Levels
}

/** A picture that cannot be read, and why. */
export interface NoCanvas<Picture> {
  readonly picture: Picture
  readonly error: unknown
}

export interface CanvasOptions<Picture> {
  /** S: side of the canvas, px. */
  readonly side: number
  /** Reads and decodes a picture; rejects with the reason where that fails. */
  readonly grey: (picture: Picture) => Promise<Grey>
  /** Whether a picture is inverted, given the grey value of its ground. */
  readonly isInverted: (picture: Picture, ground: number) => boolean
  readonly signal?: AbortSignal
}

/** Pictures read at the same time. One may take 400 MB while it is decoded, and decoding has four threads. */
const MAX_CONCURRENT_READS = 4

/**
 * Brings pictures to the model's canvas, in their order: each is resized by area (area.ts), what it does not cover is
 * filled with its own ground, and it is then inverted if `isInverted` says so. Up to three pictures are read ahead.
 *
 * @throws the signal's reason once it is aborted
 */
export async function* readCanvases<Picture>(
  pictures: readonly Picture[],
  { side, grey, isInverted, signal }: CanvasOptions<Picture>,
): AsyncGenerator<Canvas<Picture> | NoCanvas<Picture>> {
  const fit = areaFitter(side)

  async function read(picture: Picture): Promise<Canvas<Picture> | NoCanvas<Picture>> {
    try {
      const decoded = await grey(picture)
      const ground = borderMedian(decoded)
      const exact = decoded.width === side && decoded.height === side
      const pixels = exact ? decoded.pixels : fit(decoded, ground)
      const { levels } = decoded
      return { picture, pixels: isInverted(picture, ground) ? pixels.map(inverted) : pixels, ground, levels }
    } catch (error) {
      return { picture, error }
    }
  }

  for (let at = 0; at < pictures.length; at += MAX_CONCURRENT_READS) {
    signal?.throwIfAborted()
    yield* await Promise.all(pictures.slice(at, at + MAX_CONCURRENT_READS).map(read))
  }
}

const inverted = (value: number) => 255 - value
