import { RnpError } from '../../model/errors.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { atOnce } from '../base/atOnce.ts'
import { encodeParse } from '../contract/parseFile.ts'
import type { Jobs } from '../processes/protocol.ts'
import type { EngineJobs, ParsedPicture } from './engineJobs.ts'
import { heed } from './heed.ts'
import { OpenModels } from './openModels.ts'
import { packParse } from './packedParse.ts'
import { parseView } from './parseView.ts'

/** Parsed at once: few enough that a picture somebody has clicked on does not wait for them. */
const BATCH = 32

/** The job that parses pictures. Jobs take turns a batch at a time: one picture waits for a batch of others at most. */
export function createParser(): Jobs<EngineJobs>['parse'] {
  const models = new OpenModels()
  /** A model is not given up while it is being used. */
  const inTurn = atOnce(1)

  return async ({ checkpoint, side, ids, pixels }, { signal, progress }) => {
    const area = side * side
    for (let from = 0; from < ids.length; from += BATCH) {
      await heed(signal)
      await inTurn(async () => {
        const { model, weights } = await models.get(checkpoint)
        requireSide(model.config.side, side, checkpoint)
        const some = ids.subarray(from, from + BATCH)
        const canvases = pixels.subarray(from * area, (from + some.length) * area)
        progress({ weights, side, pictures: await parseCanvases(model, some, canvases) })
      })
    }
    return undefined
  }
}

/** The pictures were brought to the canvas of the model that was there when they were read. */
function requireSide(found: number, expected: number, checkpoint: string): void {
  if (found === expected) return
  throw new RnpError(
    'checkpoint/mismatch',
    `The model at ${checkpoint} has a canvas of ${found} px; that of the model opened from there has ${expected} px.`,
    'Another model lies there now: open it again.',
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
