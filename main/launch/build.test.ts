import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../base/places.ts'
import { pages } from './build.ts'

/** Files of model/ that a file imports, itself or by another. */
function ofModel(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const imported = [...source.matchAll(/^(?:import|export) (?!type).*?from '(\..*?\.ts)'/gms)].map(
    ([, to]) => {
      return path.join(path.dirname(file), to)
    },
  )
  return imported
    .filter((each) => each.startsWith(path.join(root, 'model')))
    .flatMap((each) => [path.relative(root, each), ...ofModel(each)])
}

it('the pages are rebuilt when a file of model/ that the contract imports has changed', () => {
  const contract = path.join(root, 'main', 'contract')
  const taken = readdirSync(contract).flatMap((name) => ofModel(path.join(contract, name)))
  expect(taken).toContain('model/data/hidden.ts')
  expect(taken.filter((file) => !pages.sources.includes(file))).toEqual([])
})
