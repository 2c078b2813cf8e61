import { chunks } from '../../base/chunks.ts'
import type { CanvasPicture, CanvasPiece, PictureRef } from '../../reader/readerJobs.ts'
import { passCulprits } from './culprits.ts'
import type { Library } from './library.ts'
import { markMissing } from './missing.ts'

/** Asked for at once: enough to keep the process busy, and no message takes long. */
const CHUNK = 1000
/** A chunk comes in about as many pieces: one is read ahead, however slowly the pieces are taken. */
const PIECES_AHEAD = 10

/**
 * Pictures on the model's canvas of `side` px, read in the reader process while those before are dealt with; they come in
 * about the order of `refs`, by their places in it. Those that are gone, changed or damaged, or over which their decoder
 * crashes or hangs, come as `failed`; the library knows them as missing then where they are.
 *
 * Reading stops where the iteration is left. Throws as `passCulprits` does.
 */
export function canvasesOf(
  { context, reader }: Pick<Library, 'context' | 'reader'>,
  refs: readonly PictureRef[],
  side: number,
  signal?: AbortSignal,
): AsyncIterable<CanvasPiece> {
  const abandoned = new AbortController()
  const either = AbortSignal.any([abandoned.signal, ...(signal ? [signal] : [])])

  function take(stream: ReadableStreamDefaultController<CanvasPiece>, piece: CanvasPiece): void {
    const gone = piece.failed.filter(({ fault }) => fault !== 'unreadable').map(({ index }) => refs[index])
    markMissing(context, gone.filter(isKnown))
    stream.enqueue(piece)
  }

  const left = chunks([...refs.keys()], CHUNK)
  return new ReadableStream<CanvasPiece>(
    {
      // Called while fewer pieces wait than are read ahead.
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
              take(stream, placed)
            }
            return reader.run('canvases', { pictures, side }, { signal: either, onProgress })
          },
          blame: (index, reason) =>
            take(stream, { ...NONE, failed: [{ index, fault: 'unreadable', reason }] }),
        })
      },
      cancel: (reason) => abandoned.abort(reason),
    },
    { highWaterMark: PIECES_AHEAD },
  )
}

const NONE = { indices: new Uint32Array(), pixels: new Uint8Array() }

/** Places in an order in which each archive is opened once; files by themselves stay in theirs. */
function byArchive(places: readonly number[], refs: readonly PictureRef[]): number[] {
  const holder = (place: number) => (refs[place].member === '' ? '' : refs[place].path)
  return places.toSorted((a, b) => (holder(a) < holder(b) ? -1 : Number(holder(a) > holder(b))))
}

/** The piece by places in the whole list. */
function inList({ indices, pixels, failed }: CanvasPiece, places: readonly number[]): CanvasPiece {
  return {
    indices: indices.map((index) => places[index]),
    pixels,
    failed: failed.map((each) => ({ ...each, index: places[each.index] })),
  }
}

/** Only what the process needs of a picture crosses to it. */
function pictureOf({ kind, path, member, hash, inverted }: PictureRef): CanvasPicture {
  return { kind, path, member, hash, inverted }
}

function isKnown(ref: PictureRef): ref is PictureRef & { readonly hash: string } {
  return ref.hash !== undefined
}
