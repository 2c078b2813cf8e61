import { basename } from 'node:path'
import type { Parse } from '../../model/rnp/parse.ts'
import { encodePng } from '../base/png.ts'
import type { ParseTree } from './parseTree.ts'
import { partSheet } from './partSheet.ts'

/** Rows per sheet, which keep it near 4,000 px high. */
export const SHEET_ROWS = 32

/** Letters of a name: file systems take 255 bytes, of which a letter has four at most, a number and an ending the rest. */
const MAX_LETTERS = 55

export interface ParsedSource {
  readonly parse: Parse
  readonly tree: ParseTree
}

export interface ParseFile {
  /** Path with forward slashes, relative to the folder or archive that holds the files. */
  readonly path: string
  readonly kind: 'tree' | 'sheet'
  readonly content: Uint8Array | string
}

/**
 * Makes files of parses, one at a time as they are consumed: a tree for each (`trees/NAME.json`) and part sheets of up
 * to SHEET_ROWS pictures (`sheet.png`, or `sheet-1.png` and so on).
 *
 * @param sources where the pictures came from; needed in advance so that no two files get the same name
 * @param parsed the parses of the same pictures, SHEET_ROWS at a time
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

/** Makes a distinct file name for each source, without extension: its last part, made safe, numbered if it repeats. */
export function fileNames(sources: readonly string[]): string[] {
  const taken = new Set<string>()
  /** The next number for a name that is taken: of ten thousand pictures called a.png none looks at all before it. */
  const next = new Map<string, number>()
  return sources.map((source) => {
    const safe = safeName(source)
    // Some file systems ignore case.
    const same = safe.toLowerCase()
    let name = safe
    let n = next.get(same) ?? 2
    while (taken.has(name.toLowerCase())) name = `${safe}-${n++}`
    next.set(same, n)
    taken.add(name.toLowerCase())
    return name
  })
}

/** The last part of a source, without its ending, made safe and short enough for a name of a file and of an archive's member. */
function safeName(source: string): string {
  const safe = withoutEnding(basename(source)).replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-')
  return [...safe].slice(0, MAX_LETTERS).join('') || 'picture'
}

const withoutEnding = (name: string) => name.replace(/(?<=.)\.\w{1,5}$/, '')
