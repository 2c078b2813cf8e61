import { type Canvas, type NoCanvas, readCanvases } from '../../model/data/canvases.ts'
import { type Grey, toGrey } from '../../model/data/decode.ts'
import { isKnownKind, unknownFormat } from '../../model/data/formats/index.ts'
import { contentOf, isPixels, type Sources } from '../../model/data/sources.ts'
import type { Jobs } from '../processes/protocol.ts'
import { Batcher } from './batcher.ts'
import { decodeWithin, sha256 } from './facts.ts'
import { type CanvasPicture, type CanvasPiece, CHANGED, type Fault, type ReaderJobs } from './readerJobs.ts'

/** Makes the job that brings pictures of the library to the model's canvas, if their content has not changed. */
export function createCanvases(sources: Sources): Jobs<ReaderJobs>['canvases'] {
  return async ({ pictures, side }, { signal, progress }) => {
    const batcher = new Batcher<Read>((canvases) => progress(pieceOf(canvases, side)))
    const canvases = readCanvases([...pictures.entries()], {
      side,
      grey: ([, picture]) => greyOf(picture, side, sources),
      isInverted: ([, { inverted }]) => inverted,
      signal,
    })
    try {
      for await (const canvas of canvases) batcher.add(canvas)
    } finally {
      batcher.flush()
    }
    return undefined
  }
}

type Indexed = readonly [index: number, picture: CanvasPicture]
type Read = Canvas<Indexed> | NoCanvas<Indexed>

/** A picture that is gone, or is not what it was when it was imported. */
class NotAsKnown extends Error {
  readonly fault: Fault

  constructor(fault: Fault, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.fault = fault
  }
}

/** A generated picture cannot have changed, and is drawn anew for every size. */
async function greyOf(picture: CanvasPicture, side: number, sources: Sources): Promise<Grey> {
  if (picture.path === '') return sources.grey(picture, { side })
  if (!isKnownKind(picture.kind)) throw unknownFormat(picture.kind)
  const stored = await missingIfRejected(sources.read(picture))
  requireKnown(contentOf(stored), picture)
  return isPixels(stored) ? stored : toGrey(await decodeWithin(stored), 'white')
}

async function missingIfRejected<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const gone = code === 'ENOENT' || code === 'ENOTDIR'
    throw new NotAsKnown('missing', gone ? 'there is no such file any more' : reasonOf(cause), { cause })
  }
}

function requireKnown(content: Uint8Array | Uint8ClampedArray, { hash }: CanvasPicture): void {
  if (hash === undefined || sha256(content) === hash) return
  throw new NotAsKnown('changed', CHANGED)
}

function pieceOf(canvases: readonly Read[], side: number): CanvasPiece {
  const area = side * side
  const good = canvases.filter((canvas) => 'pixels' in canvas)
  const pixels = new Uint8Array(good.length * area)
  for (const [i, canvas] of good.entries()) pixels.set(canvas.pixels, i * area)
  return {
    indices: Uint32Array.from(good, ({ picture: [index] }) => index),
    pixels,
    failed: canvases
      .filter((canvas) => 'error' in canvas)
      .map(({ picture: [index], error }) => ({
        index,
        fault: error instanceof NotAsKnown ? error.fault : 'unreadable',
        reason: reasonOf(error),
      })),
  }
}

/** An error's message as a part of a sentence. */
const reasonOf = (error: unknown) => (error as Error).message.trim().replace(/\.$/, '')
