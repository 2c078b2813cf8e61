import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { parse } from 'vue/compiler-sfc'
import { root } from '../base/places.ts'

/** The source files that may import others, tests too, by their paths from the project's root. */
function sources(): string[] {
  return ['main', 'model', 'renderer', 'e2e'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.([cm]?ts|mjs|vue)$/.test(file))
      .map((file) => join(folder, file)),
  )
}

/** The code of a source file: of a component, that of its scripts. */
function codeOf(file: string): string {
  const source = readFileSync(join(root, file), 'utf8')
  if (!file.endsWith('.vue')) return source
  const { script, scriptSetup } = parse(source).descriptor
  return [script, scriptSetup].map((block) => block?.content ?? '').join('\n')
}

/** Which of our files each file imports, for types alone too; `files` says which there are. */
function importsOf(file: string, files: ReadonlySet<string>): string[] {
  const { importedFiles } = ts.preProcessFile(codeOf(file))
  return importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return []
    const path = normalize(join(dirname(file), fileName))
    // AssemblyScript's imports have no ending.
    return [path, `${path}.ts`].filter((each) => files.has(each))
  })
}

/** One circle of every knot of files that import one another, as a path that ends where it began. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string) => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file])
      return
    }
    if (done.has(file)) return
    done.add(file)
    path.push(file)
    for (const imported of imports.get(file) ?? []) visit(imported)
    path.pop()
  }
  for (const file of imports.keys()) visit(file)
  return found
}

/** All files that one imports, and that those import. */
function reachedFrom(file: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Set([file])
  for (const each of reached) for (const imported of imports.get(each) ?? []) reached.add(imported)
  return [...reached]
}

describe('imports', () => {
  const files = new Set(sources())
  const imports = new Map([...files].map((file) => [file, importsOf(file, files)]))

  it("give the engine's process nothing that opens or decodes pictures: the reader does", () => {
    const opens = (file: string) => {
      if (!file.startsWith('model/data/')) return file.startsWith('main/reader/')
      return ts.preProcessFile(codeOf(file)).importedFiles.some(({ fileName }) => !fileName.startsWith('.'))
    }
    const openers = (process: string) => reachedFrom(process, imports).filter(opens)
    expect(openers('main/engine/process.ts')).toEqual([])
    expect(openers('main/reader/process.ts')).toEqual(
      expect.arrayContaining(['model/data/readFile.ts', 'model/data/decode.ts', 'main/reader/canvases.ts']),
    )
  })

  it('make no circle, for types neither', () => {
    expect(imports.get('renderer/app/App.vue')?.length).toBeGreaterThan(3)
    expect(circles(imports).map((circle) => circle.join(' -> '))).toEqual([])
  })
})

describe('circles', () => {
  const imports = (of: Record<string, string[]>) => new Map(Object.entries(of))

  it('are found where a file imports itself by way of others', () => {
    expect(circles(imports({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual([['b', 'c', 'b']])
    expect(circles(imports({ a: ['a'] }))).toEqual([['a', 'a']])
  })

  it('are none where two ways lead to one file', () => {
    expect(circles(imports({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([])
  })
})
