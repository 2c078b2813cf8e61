import { RnpError } from '../../model/errors.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { Sequencer } from '../base/limiter.ts'
import { encodeParse } from '../contract/parseFile.ts'
import type { Jobs } from '../processes/protocol.ts'
import type { EngineJobs, ParsedPicture } from './engineJobs.ts'
import { OpenModels } from './openModels.ts'
import { packParse } from './packedParse.ts'
import { parseView } from './parseView.ts'
import { yieldUnlessAborted } from './yieldUnlessAborted.ts'

/** Few enough that a picture a person has clicked on hardly waits for them. */
const PICTURES_PER_BATCH = 32

/**
 * Makes the job that parses pictures. Jobs take turns a batch at a time, so one picture waits for one batch at most.
 */
export function createParser(): Jobs<EngineJobs>['parse'] {
  const models = new OpenModels()
  /** One batch at a time, so that no model is disposed of while it is in use. */
  const batches = new Sequencer()

  return async ({ checkpoint, side, ids, pixels }, { signal, progress }) => {
    const area = side * side
    for (let from = 0; from < ids.length; from += PICTURES_PER_BATCH) {
      await yieldUnlessAborted(signal)
      await batches.queue(async () => {
        const { model, weights } = await models.get(checkpoint)
        requireSide(model.config.side, side, checkpoint)
        const some = ids.subarray(from, from + PICTURES_PER_BATCH)
        const canvases = pixels.subarray(from * area, (from + some.length) * area)
        progress({ weights, side, pictures: await parseCanvases(model, some, canvases) })
      })
    }
    return undefined
  }
}

/** Refuses a model whose canvas has another size than the pictures, which were made for the model of before. */
function requireSide(found: number, expected: number, checkpoint: string): void {
  if (found === expected) return
  throw new RnpError(
    'checkpoint/mismatch',
    `The model at ${checkpoint} has a canvas of ${found} px; when it was opened it had ${expected} px.`,
    'The files there have been replaced: open the model again.',
  )
}

/** @param pixels [ids.length, S, S], 0 to 255 */
async function parseCanvases(
  model: Parameters<typeof parsePictures>[0],
  ids: Uint32Array,
  pixels: Uint8Array,
): Promise<ParsedPicture[]> {
  const start = performance.now()
  const parses = await parsePictures(
    model,
    Float32Array.from(pixels, (value) => value / 255),
    ids.length,
  )
  const milliseconds = (performance.now() - start) / ids.length
  return parses.map((parse, i) => {
    const { image, mse } = parse
    if (!image || mse === undefined) throw new Error('A parse of a picture has no picture.')
    const view = parseView({ ...parse, image, mse }, model.config)
    return { id: ids[i], mse, milliseconds, packed: packParse(encodeParse(view)) }
  })
}
