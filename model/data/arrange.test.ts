import { expect, it } from 'vitest'
import { arrange } from './arrange.ts'
import { fileAddress } from './formats/files.ts'

/** Where each picture went: "label split", or "skipped". */
function arranged(...paths: string[]) {
  const placed = paths.map((at) => ({ at, picture: fileAddress(`/data/${at}`) }))
  const { pictures, skipped, notes } = arrange(placed)
  const found = new Map([
    ...pictures.map(({ path, label, split }): [string, string] => [path, `${label ?? '-'} ${split}`]),
    ...skipped.map(({ file, reason }): [string, string] => [file, reason]),
  ])
  return { where: paths.map((at) => found.get(`/data/${at}`)), notes }
}

const catsAndDogs = (train: string, held: string, before = '') =>
  [train, held].flatMap((split) => ['cat', 'dog'].map((label) => `${before}${split}/${label}/0.png`))

it.each([
  ['train', 'test'],
  ['Train', 'Test'],
  ['train', 'val'],
  ['training', 'Validation'],
])('takes %s/ and %s/ as the splits, at the root or one folder down', (train, held) => {
  for (const before of ['', 'archive/']) {
    const { where, notes } = arranged(...catsAndDogs(train, held, before))
    expect(where).toEqual(['cat train', 'dog train', 'cat test', 'dog test'])
    expect(notes).toEqual(held === 'test' ? [] : [`Held out as the test split: ${held}/.`])
  }
})

it('holds out both the validation and the test pictures', () => {
  const { where, notes } = arranged('train/a/0.png', 'val/a/1.png', 'test/a/2.png', 'README.md')
  expect(where).toEqual(['a train', 'a test', 'a test', 'outside train/ and test/ and val/'])
  expect(notes).toEqual(['Held out as the test split: test/ and val/.'])
})

it('keeps the folder that the splits lie in as a label where it is one of several', () => {
  const { where } = arranged(
    'cat/train/0.png',
    'cat/val/1.png',
    'dog/train/2.png',
    'dog/val/3.png',
    'LICENSE',
  )
  expect(where.slice(0, 4)).toEqual(['cat train', 'cat test', 'dog train', 'dog test'])
  expect(where[4]).toBe('outside train/ and val/')
})

it('takes folders of these names for classes where none is held out, or none is trained on', () => {
  expect(arranged('train/0.png', 'plane/1.png').where).toEqual(['train train', 'plane train'])
  expect(arranged('test/0.png', 'val/1.png').where).toEqual(['test train', 'val train'])
})
