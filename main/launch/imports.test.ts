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

/** Which rooms of a folder each of its rooms imports; a room is a folder in it, or a file that lies beside those. */
function roomsOf(
  folder: string,
  imports: ReadonlyMap<string, readonly string[]>,
): Map<string, readonly string[]> {
  const rooms = new Map<string, string[]>()
  const roomOf = (file: string) =>
    file.startsWith(`${folder}/`) ? file.slice(folder.length + 1).split('/')[0] : undefined
  for (const [file, imported] of imports) {
    const room = roomOf(file)
    if (!room || /\.(test|testing)\.ts$/.test(file)) continue
    const others = imported.map(roomOf).filter((other) => other !== undefined)
    rooms.set(room, [...(rooms.get(room) ?? []), ...others.filter((other) => other !== room)])
  }
  return rooms
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
      return ts
        .preProcessFile(codeOf(file))
        .importedFiles.some(({ fileName }) => !fileName.startsWith('.') || fileName === '../regularFile.ts')
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

  it.each(['main', 'main/services', 'model', 'model/backends/simd', 'renderer'])(
    'go one way between the rooms of %s: none runs back up, for types neither',
    (folder) => {
      const rooms = roomsOf(folder, imports)
      expect(rooms.size).toBeGreaterThan(5)
      expect(circles(rooms).map((circle) => circle.join(' -> '))).toEqual([])
    },
  )
})

describe('rooms', () => {
  it('are the folders of a folder, and the files beside them; what tests import does not count', () => {
    const imports = new Map([
      ['a/b/one.ts', ['a/c/two.ts', 'a/b/three.ts', 'd/four.ts']],
      ['a/b/three.ts', []],
      ['a/c/two.ts', ['a/five.ts']],
      ['a/c/two.test.ts', ['a/b/one.ts']],
      ['a/five.ts', ['a/b/three.ts']],
    ])
    const rooms = roomsOf('a', imports)
    expect(Object.fromEntries(rooms)).toEqual({ b: ['c'], c: ['five.ts'], 'five.ts': ['b'] })
    expect(circles(rooms)).toEqual([['b', 'c', 'five.ts', 'b']])
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
