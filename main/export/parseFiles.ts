import { basename } from 'node:path'
import type { Parse } from '../../model/rnp/parse.ts'
import { encodePng } from '../base/png.ts'
import type { ParseTree } from './parseTree.ts'
import { partSheet } from './partSheet.ts'

/** Rows of a sheet: it stays near 4,000 px high. */
export const SHEET_ROWS = 32

export interface ParsedSource {
  readonly parse: Parse
  readonly tree: ParseTree
}

export interface ParseFile {
  /** With forward slashes, below the folder or archive that holds them. */
  readonly path: string
  readonly kind: 'tree' | 'sheet'
  readonly content: Uint8Array | string
}

/**
 * Parses as files: a tree each (`trees/NAME.json`) and part sheets of up to 32 pictures each (`sheet.png`, or
 * `sheet-1.png` and so on), made as they are asked for.
 *
 * @param sources where the pictures came from, all of them: their names are made to differ
 * @param parsed the same pictures, SHEET_ROWS at a time
 */
export async function* parseFiles(
  sources: readonly string[],
  parsed: AsyncIterable<readonly ParsedSource[]> | Iterable<readonly ParsedSource[]>,
): AsyncGenerator<ParseFile> {
  const names = fileNames(sources)
  let done = 0
  let sheets = 0
  for await (const some of parsed) {
    for (const { tree } of some) {
      yield { path: `trees/${names[done++]}.json`, kind: 'tree', content: `${JSON.stringify(tree)}\n` }
    }
    const content = await encodePng(partSheet(some.map(({ parse }) => parse)))
    const path = sources.length > SHEET_ROWS ? `sheet-${++sheets}.png` : 'sheet.png'
    yield { path, kind: 'sheet', content }
  }
}

/** A file name for each source, without ending: its last part, made safe, and numbered where two are the same. */
export function fileNames(sources: readonly string[]): string[] {
  const taken = new Set<string>()
  return sources.map((source) => {
    const safe = withoutEnding(basename(source)).replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-') || 'picture'
    let name = safe
    // Some disks do not tell capitals apart.
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${safe}-${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

const withoutEnding = (name: string) => name.replace(/(?<=.)\.[^.]*$/, '')
