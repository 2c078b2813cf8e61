import { Sources } from '../../model/data/sources.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { atOnce } from '../base/atOnce.ts'
import { encodeParse } from '../contract/parseFile.ts'
import type { Jobs } from '../processes/protocol.ts'
import { readCanvases } from '../reader/canvases.ts'
import type { EngineJobs, ParsedPicture, Unreadable } from './engineJobs.ts'
import { heed } from './heed.ts'
import { OpenModels } from './openModels.ts'
import { packParse } from './packedParse.ts'
import { parseView } from './parseView.ts'

/** Parsed at once: few enough that a picture somebody has clicked on does not wait for them. */
const BATCH = 32

/** The job that parses pictures. Jobs take turns a batch at a time: one picture waits for a batch of others at most. */
export function createParser(): Jobs<EngineJobs>['parse'] {
  const models = new OpenModels()
  const sources = new Sources()
  /** A model is not given up while it is being used. */
  const inTurn = atOnce(1)

  return async ({ checkpoint, pictures }, { signal, progress }) => {
    const unreadable: Unreadable[] = []
    for (let from = 0; from < pictures.length; from += BATCH) {
      await heed(signal)
      await inTurn(async () => {
        const { model, weights } = await models.get(checkpoint)
        const { side } = model.config
        const read = await readCanvases(pictures.slice(from, from + BATCH), side, { signal, sources })
        unreadable.push(...read.failed)
        if (read.ids.length === 0) return
        progress({ weights, side, pictures: await parseCanvases(model, read.ids, read.pixels) })
      })
    }
    return unreadable
  }
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
