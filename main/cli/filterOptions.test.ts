import { Command } from 'commander'
import { expect, it } from 'vitest'
import type { PictureSet } from '../contract/library.ts'
import { addFilterOptions, type FilterOptions, filterOf } from './filterOptions.ts'

const sets = [
  { id: 1, name: 'shapes' },
  { id: 2, name: 'digits' },
  { id: 3, name: 'shapes' },
  { id: 4, name: '2' },
] as PictureSet[]

function filterFrom(...args: string[]) {
  const command = addFilterOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  return filterOf(command.parse(args, { from: 'user' }).opts<FilterOptions>(), sets)
}

it('without options the filter matches all pictures', () => {
  expect(Object.values(filterFrom()).every((value) => value === undefined)).toBe(true)
})

it('each option sets the field of its name', () => {
  const args = '--labels 7 cats --splits test --no-missing --text 99'.split(' ')
  expect(filterFrom(...args)).toEqual({
    labels: ['7', 'cats'],
    splits: ['test'],
    missing: false,
    text: '99',
  })
  expect(filterFrom('--missing')).toMatchObject({ missing: true })
})

it('a set is named by its id or its name; names come first, and match all sets that have them', () => {
  expect(filterFrom('--sets', 'shapes', '1').sets).toEqual([1, 3, 1])
  expect(filterFrom('--sets', '2').sets).toEqual([4])
})

it('an unknown set or split, and too long a text, are refused', () => {
  expect(() => filterFrom('--no-parsed')).toThrow("unknown option '--no-parsed'")
  expect(() => filterFrom('--sets', 'gone')).toThrow('no set gone')
  expect(() => filterFrom('--splits', 'validation')).toThrow('train, test')
  expect(() => filterFrom('--text', 'x'.repeat(201))).toThrow('200')
})
