import { expect, it } from 'vitest'
import { placeOf } from './filePlace.ts'

const id = '0b2f6a1e-9d1c-4c55-8a53-0f2d8e6f7a10'

it.each([
  ['/home/ada/rnp', `/home/ada/rnp/uploads/${id}/cats/a.png`, 'cats/a.png'],
  ['/home/ada/rnp', `/home/ada/rnp/uploads/${id}/all.zip cats/a.png`, 'all.zip cats/a.png'],
  ['C:\\Users\\Ada\\rnp', `C:\\Users\\Ada\\rnp\\uploads\\${id}\\a.png`, 'a.png'],
])('A file that a browser sent to %s is called as it was there: %s', (workspace, path, text) => {
  expect(placeOf(path, workspace)).toEqual({ text, sent: true })
})

it.each([
  ['/home/ada/pictures/a.png', '/home/ada/rnp'],
  [`/home/ada/rnp-2/uploads/${id}/a.png`, '/home/ada/rnp'],
  ['/home/ada/rnp/datasets/mnist/t10k', '/home/ada/rnp'],
  [`/home/ada/rnp/uploads/${id}/a.png`, undefined],
])('Any other is shown by its path: %s', (path, workspace) => {
  expect(placeOf(path, workspace)).toEqual({ text: path, sent: false })
})
