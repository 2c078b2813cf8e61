import path from 'node:path'
import { take } from '../../model/data/batches.ts'
import type { ImageSet } from '../../model/data/imageSet.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { saveFile } from '../base/saveFile.ts'
import { type ParsedSource, parseFiles, SHEET_ROWS } from '../export/parseFiles.ts'
import { parseTree } from '../export/parseTree.ts'
import type { OpenModel } from './openModel.ts'

export interface WrittenParses {
  readonly sheets: readonly string[]
  readonly trees: readonly string[]
  /** Mean over the pictures of the mean squared error per pixel. */
  readonly mse: number
}

/** Parses a set and writes its trees and part sheets into `folder`, as `parseFiles` names them. */
export async function writeParses(
  { model, checkpoint }: OpenModel,
  set: ImageSet,
  folder: string,
  options: { pictures?: boolean; onProgress?: (done: number) => void } = {},
): Promise<WrittenParses> {
  let sum = 0
  async function* parsed(): AsyncGenerator<ParsedSource[]> {
    for (let from = 0; from < set.count; from += SHEET_ROWS) {
      const indices = Array.from({ length: Math.min(SHEET_ROWS, set.count - from) }, (_, i) => from + i)
      const parses = await parsePictures(model, take(set, indices), indices.length)
      yield parses.map((parse, i) => {
        sum += parse.mse!
        const source = set.sources[from + i]
        const { pictures } = options
        return { parse, tree: parseTree(parse, { source, checkpoint, config: model.config, pictures }) }
      })
    }
  }
  const written = { sheet: [] as string[], tree: [] as string[] }
  for await (const { path: name, kind, content } of parseFiles(set.sources, parsed())) {
    const file = path.join(folder, name)
    await saveFile(file, content)
    written[kind].push(file)
    if (kind === 'sheet') options.onProgress?.(written.tree.length)
  }
  return { sheets: written.sheet, trees: written.tree, mse: sum / set.count }
}
