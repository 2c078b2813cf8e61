import { take } from '../../model/data/batches.ts'
import type { ImageSet } from '../../model/data/imageSet.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import type { Rnp } from '../../model/rnp/rnp.ts'
import { encodePng } from '../base/png.ts'
import { blank, drawInk } from '../export/paint.ts'
import { colouredParts, greyInk } from '../export/partSheet.ts'
import { savePreview } from '../runFolder/previews.ts'

/** The first so many held-out pictures are watched through a run. */
const WATCHED = 8
/** Steps that are looked at while much happens; later ones come regularly. */
const EARLY = [0, 10, 20, 50, 100, 150, 200, 300, 400, 500, 750, 1000]
/** A long run keeps about so many previews. */
const PREVIEWS_OF_LONG_RUN = 60

/** Whether the watched pictures are parsed at a step. */
export function isWatched(step: number, updates: number): boolean {
  const every = Math.max(500, Math.ceil(updates / PREVIEWS_OF_LONG_RUN / 500) * 500)
  return EARLY.includes(step) || step === updates || (step > 0 && step % every === 0)
}

/**
 * Writes the watched pictures as the model sees them now: a PNG with a column of canvases for each, one pixel to a
 * pixel: input, reconstruction, parts in their colours.
 */
export async function writePreview(folder: string, step: number, model: Rnp, test: ImageSet): Promise<void> {
  const count = Math.min(WATCHED, test.count)
  const { side } = model.config
  const parses = await parsePictures(
    model,
    take(
      test,
      Array.from({ length: count }, (_, i) => i),
    ),
    count,
  )
  const picture = blank(count * side, 3 * side, [0, 0, 0])
  for (const [i, parse] of parses.entries()) {
    const rows = [greyInk(parse.image!), greyInk(parse.canvas), colouredParts(parse)]
    for (const [row, ink] of rows.entries()) drawInk(picture, i * side, row * side, 1, ink)
  }
  await savePreview(folder, step, await encodePng(picture))
}
