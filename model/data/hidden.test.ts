import { expect, it } from 'vitest'
import { isHidden } from './hidden.ts'

it('what is hidden, or belongs to the system, is so with all in it', () => {
  const paths = [
    '.DS_Store',
    'a/.ipynb_checkpoints/0-checkpoint.png',
    'a/@eaDir/0.png/SYNOPHOTO_THUMB_M.jpg',
    '.Trash-1000/files/gone.png',
    '__MACOSX/a/._1.png',
    'a/Thumbs.db',
    '$RECYCLE.BIN/1.png',
    'System Volume Information/x',
  ]
  expect(paths.filter((path) => !isHidden(path))).toEqual([])
})

it('other names may hold dots and such words', () => {
  const paths = [
    'a.b/c.png',
    'my __MACOSX/1.png',
    'thumbs.db.png',
    'lost and found/1.png',
    'a',
    './a/1.png',
    '../a.png',
  ]
  expect(paths.filter(isHidden)).toEqual([])
})
