import { chunks } from '../../base/chunks.ts'
import type { CanvasPicture, CanvasPiece, PictureRef } from '../../reader/readerJobs.ts'
import { passCulprits } from './culprits.ts'
import type { Library } from './library.ts'
import { markMissing } from './missing.ts'

/** Enough pictures to keep the process busy, but few enough for short messages. */
const PICTURES_PER_REQUEST = 1000
/** About as many pieces as one request has: that much is read ahead, however slowly the pieces are consumed. */
const MAX_PIECES_AHEAD = 10

/**
 * Reads pictures onto the model's canvas of `side` px, in the reader process, while earlier ones are processed. They
 * come roughly in the order of `refs` and are named by their places in it. Pictures that are gone, changed or damaged,
 * or that crash or hang their decoder, come as `failed`; those that are gone or changed are also marked as missing.
 *
 * Reading stops when the iteration is left. The iteration throws as `passCulprits` does.
 */
export function canvasesOf(
  { context, reader }: Pick<Library, 'context' | 'reader'>,
  refs: readonly PictureRef[],
  side: number,
  signal?: AbortSignal,
): AsyncIterable<CanvasPiece> {
  const abandoned = new AbortController()
  const either = AbortSignal.any([abandoned.signal, ...(signal ? [signal] : [])])

  function enqueue(stream: ReadableStreamDefaultController<CanvasPiece>, piece: CanvasPiece): void {
    const gone = piece.failed.filter(({ fault }) => fault !== 'unreadable').map(({ index }) => refs[index])
    markMissing(context, gone.filter(isKnown))
    stream.enqueue(piece)
  }

  const left = chunks([...refs.keys()], PICTURES_PER_REQUEST)
  return new ReadableStream<CanvasPiece>(
    {
      // Called while fewer than MAX_PIECES_AHEAD pieces wait.
      async pull(stream) {
        const { value: chunk } = left.next()
        if (!chunk) return stream.close()
        await passCulprits(reader, byArchive(chunk, refs), {
          signal: either,
          read: (places, onDone) => {
            const pictures = places.map((place) => pictureOf(refs[place]))
            const onProgress = (piece: CanvasPiece) => {
              const placed = inList(piece, places)
              onDone([...placed.indices, ...placed.failed.map(({ index }) => index)])
              enqueue(stream, placed)
            }
            return reader.run('canvases', { pictures, side }, { signal: either, onProgress })
          },
          blame: (index, reason) =>
            enqueue(stream, { ...NONE, failed: [{ index, fault: 'unreadable', reason }] }),
        })
      },
      cancel: (reason) => abandoned.abort(reason),
    },
    { highWaterMark: MAX_PIECES_AHEAD },
  )
}

const NONE = { indices: new Uint32Array(), pixels: new Uint8Array() }

/** Sorts places so that each archive is opened once; single files keep their order. */
function byArchive(places: readonly number[], refs: readonly PictureRef[]): number[] {
  const holder = (place: number) => (refs[place].member === '' ? '' : refs[place].path)
  return places.toSorted((a, b) => (holder(a) < holder(b) ? -1 : Number(holder(a) > holder(b))))
}

/** Converts a piece from places in a request to places in the whole list. */
function inList({ indices, pixels, failed }: CanvasPiece, places: readonly number[]): CanvasPiece {
  return {
    indices: indices.map((index) => places[index]),
    pixels,
    failed: failed.map((each) => ({ ...each, index: places[each.index] })),
  }
}

/** Picks the fields that the reader process needs. */
function pictureOf({ kind, path, member, hash, inverted }: PictureRef): CanvasPicture {
  return { kind, path, member, hash, inverted }
}

function isKnown(ref: PictureRef): ref is PictureRef & { readonly hash: string } {
  return ref.hash !== undefined
}
