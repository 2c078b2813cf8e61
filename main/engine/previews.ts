import { take } from '../../model/data/batches.ts'
import type { ImageSet } from '../../model/data/imageSet.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import type { Rnp } from '../../model/rnp/rnp.ts'
import { encodePng } from '../base/png.ts'
import { blank, drawInk } from '../export/paint.ts'
import { colouredParts, greyInk } from '../export/partSheet.ts'
import { savePreview } from '../runFolder/previews.ts'

/** How many held-out pictures, the first ones, are watched through a run. */
const WATCHED_PICTURES = 8
/** Early steps with a preview, because much changes then; later ones come at regular intervals. */
const EARLY_STEPS = [0, 10, 20, 50, 100, 150, 200, 300, 400, 500, 750, 1000]
/** About how many regular previews a long run has. */
const LONG_RUN_PREVIEWS = 60

/** Whether a run has a preview at a step. */
export function isPreviewStep(step: number, updates: number): boolean {
  const every = Math.max(500, Math.ceil(updates / LONG_RUN_PREVIEWS / 500) * 500)
  return EARLY_STEPS.includes(step) || step === updates || (step > 0 && step % every === 0)
}

/**
 * Writes a preview: a PNG of the watched pictures as the model sees them at this step. Each has a column of canvases at
 * their own resolution: input, reconstruction, parts in their colours.
 */
export async function writePreview(folder: string, step: number, model: Rnp, test: ImageSet): Promise<void> {
  const count = Math.min(WATCHED_PICTURES, test.count)
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
