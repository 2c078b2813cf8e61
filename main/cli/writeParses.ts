import path from 'node:path'
import { take } from '../../model/data/batches.ts'
import type { ImageSet } from '../../model/data/imageSet.ts'
import { parsePictures } from '../../model/rnp/parser.ts'
import { parseTree } from '../figures/parseTree.ts'
import { partSheet } from '../figures/partSheet.ts'
import { encodePng } from '../figures/png.ts'
import { saveFile } from '../saveFile.ts'
import type { OpenModel } from './openModel.ts'

/** Pictures parsed at once, and rows of a sheet: a sheet stays near 4,000 px high. */
const ROWS = 32

export interface WrittenParses {
  readonly sheets: readonly string[]
  readonly trees: readonly string[]
  /** Mean over the pictures of the mean squared error per pixel. */
  readonly mse: number
}

/**
 * Parses a set and writes into `folder`: a tree per picture (`trees/NAME.json`) and part sheets of up to 32
 * pictures each (`sheet.png`, or `sheet-1.png` and so on).
 */
export async function writeParses(
  { model, checkpoint }: OpenModel,
  set: ImageSet,
  folder: string,
  options: { pictures?: boolean; onProgress?: (done: number) => void } = {},
): Promise<WrittenParses> {
  const sheets: string[] = []
  const trees: string[] = []
  const names = fileNames(set.sources)
  let sum = 0
  for (let from = 0; from < set.count; from += ROWS) {
    const indices = Array.from({ length: Math.min(ROWS, set.count - from) }, (_, i) => from + i)
    const parses = parsePictures(model, take(set, indices), indices.length)
    for (const [i, parse] of parses.entries()) {
      const source = set.sources[from + i]
      const tree = parseTree(parse, { source, checkpoint, config: model.config, pictures: options.pictures })
      const file = path.join(folder, 'trees', `${names[from + i]}.json`)
      await saveFile(file, `${JSON.stringify(tree)}\n`)
      trees.push(file)
      sum += parse.mse!
    }
    const sheet = path.join(folder, set.count > ROWS ? `sheet-${sheets.length + 1}.png` : 'sheet.png')
    await saveFile(sheet, await encodePng(partSheet(parses)))
    sheets.push(sheet)
    options.onProgress?.(trees.length)
  }
  return { sheets, trees, mse: sum / set.count }
}

/** A file name for each source, without ending: its last part, made safe, and numbered where two are the same. */
export function fileNames(sources: readonly string[]): string[] {
  const taken = new Set<string>()
  return sources.map((source) => {
    const safe = path.parse(source).name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-') || 'picture'
    let name = safe
    // Some disks do not tell capitals apart.
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safe}-${n}`
    taken.add(name.toLowerCase())
    return name
  })
}
