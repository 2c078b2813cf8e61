import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../base/places.ts'

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'))

/** The folders and files of the sources, by their paths from the project's root; those of folders end with a slash. */
const paths = ['assets', 'docs', 'e2e', 'main', 'model', 'renderer'].flatMap((folder) => [
  `${folder}/`,
  ...readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name).slice(root.length)
    return entry.isDirectory() ? `${path}/` : path
  }),
])

/**
 * What a text writes as code and looks like a source file or a folder; patterns like `x.ts` and `NAME.ts` are left out.
 */
function pathsIn(text: string): string[] {
  const words = [...text.matchAll(/`([\w./-]+)`/g)].map(([, word]) => word)
  return words.filter(
    (word) => /\.(ts|cts|mjs|vue|css|md|wasm)$|^[\w/-]+\/$/.test(word) && !/\bx\.|NAME|GROUP/.test(word),
  )
}

/** Folders that a build makes. */
const made = ['out/', 'dist/']

it.each(documents)('%s names only files and folders that there are', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const isThere = (word: string) =>
    existsSync(join(root, word)) || paths.some((path) => path === word || path.endsWith(`/${word}`))
  expect(pathsIn(text).filter((word) => !made.includes(word) && !isThere(word))).toEqual([])
})

it('finds what is named', () => {
  expect(pathsIn('`main/base/`, `rnp.ts`, `x.test.ts`, `formats/NAME.ts`, `npm test`, `--json`')).toEqual([
    'main/base/',
    'rnp.ts',
  ])
})
